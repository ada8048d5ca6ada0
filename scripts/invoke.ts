import { Option } from "commander";
import { ask } from "./invoke/ask";
import type { QuestionOptions } from "./invoke/choose-question";
import { printError } from "./print-error";
import { notEmpty } from "./option-values";
import { stackCommandLine } from "./stack/stack-command";
import { whole } from "./whole-number";

stackCommandLine(
  "invoke",
  "Ask the deployed model one question: a random row of the test file, or your own",
  (command) =>
    command
      .addOption(
        new Option("-q, --question <text>", "your own question")
          .conflicts(["data", "row", "seed"])
          .argParser(notEmpty),
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
