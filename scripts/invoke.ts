import { InvalidArgumentError, Option } from "commander";
import { ask } from "./invoke/ask";
import type { QuestionOptions } from "./invoke/choose-question";
import { printError } from "./print-error";
import { stackCommandLine } from "./stack/stack-command";

const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`'${text}' is not a whole number from ${least}.`);
  };

stackCommandLine(
  "invoke",
  "Ask the deployed model one question: a random row of the test file, or your own",
  (command) =>
    command
      .addOption(
        new Option("-q, --question <text>", "your own question").conflicts(["data", "row", "seed"]),
      )
      .addOption(new Option("--row <n>", "this row, from 1").argParser(whole(1)).conflicts("seed"))
      .addOption(
        new Option("--seed <n>", "a random row, the same one each time").argParser(whole(0)),
      )
      .option("--data <file>", "JSON Lines file (default: the stack's test file, data.test)"),
  (stack, command) => ask(stack, command.opts<QuestionOptions>()),
)
  .parseAsync()
  .catch(printError);
