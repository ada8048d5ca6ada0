import { resolve } from "node:path";
import { Command } from "commander";
import { checkFiles, type CheckOptions } from "../dataset/check/check-files";
import type { CheckResult } from "../dataset/check/result";
import { fingerprint } from "../dataset/file-state";
import { fixFiles, outputs, showFixed } from "./data-check/fix-files";
import { showCheck } from "./data-check/show-check";
import { checkout } from "../engine/cli-cache";
import { printError } from "./print-error";
import { shellWords } from "./shell-words";
import { configFile, configuredData } from "./stack/configured-data";
import { tenths } from "./tenths";
import { whole } from "./whole-number";

interface Options {
  readonly train?: string;
  readonly test?: string;
  readonly stack?: string;
  readonly contextTokens?: number;
  readonly tokenizer?: string;
  readonly fix?: string;
  readonly json?: true;
  readonly all?: true;
}

const listed = 20;

async function main(named: readonly string[], options: Options): Promise<void> {
  // npm starts scripts in the checkout; paths are meant from where the command was typed.
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  const files = filesOf(named, options);
  const { fix, json, all } = options;
  const outs = fix === undefined ? [] : outputs(files, fix);
  const before = files.map(fingerprint);
  const check: CheckOptions = { ...measure(options), onProgress: tenths("checked") };
  // What is dropped is listed, so all of it has to be known.
  const maxProblems = all === true || fix !== undefined ? Number.POSITIVE_INFINITY : listed;
  const result = await checkFiles(files, { ...check, maxProblems });
  const most = all === true ? Number.POSITIVE_INFINITY : listed;
  const shown = { ...result, problems: result.problems.slice(0, most) };
  if (json !== true) print(showCheck(shown));
  if (fix === undefined) {
    finish(result, json === true ? shown : undefined);
    if (json !== true) print(next(result, files));
    return;
  }
  const fixed = await fixFiles(result, outs, before);
  const again = await checkFiles(outs, { ...check, maxProblems: listed });
  if (json !== true) print(["", ...showFixed(fixed), "", "The new files:", ...showCheck(again)]);
  finish(again, json === true ? { ...shown, fixed, again } : undefined);
}

/** Rows are measured as a preview of the stack would, unless the options say otherwise. */
function measure({ stack, contextTokens, tokenizer }: Options) {
  const data = configuredData(configFile(stack));
  return {
    contextTokens: contextTokens ?? data.contextTokens,
    tokenizerFile: tokenizer ?? (data.tokenizer && resolve(checkout, data.tokenizer)),
  };
}

function finish({ errors }: CheckResult, json: object | undefined): void {
  if (json !== undefined) print([JSON.stringify(json, null, 2)]);
  if (errors > 0) process.exitCode = 1;
}

function filesOf(named: readonly string[], { train, test }: Options): readonly string[] {
  const files = [train, ...named, test].filter((file) => file !== undefined);
  if (files.length === 0)
    throw new Error("no file is named; npm run data:check -- train.jsonl test.jsonl");
  if (train === undefined && test !== undefined && named.length === 0) return files;
  if (train !== undefined && named.length > 0)
    throw new Error(
      `the files are named twice: by --train '${train}' and by '${named.join("', '")}'`,
    );
  return files;
}

function next({ errors, counts }: CheckResult, files: readonly string[]): string[] {
  if (errors === 0) return [];
  if ((counts.file ?? 0) > 0)
    return ["Next: give files of JSON Lines; npm run data -- --from FILE makes them of others"];
  const names = shellWords(files);
  const out = files.length > 1 ? "fixed" : "fixed.jsonl";
  return [`Next: mend the rows, or leave them out: npm run data:check -- ${names} --fix ${out}`];
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) console.log(lines.join("\n"));
}

new Command("data:check")
  .description(
    "Check JSON Lines files of conversations: each row, repeated rows, test rows that are in the training file, lengths",
  )
  .argument(
    "[files...]",
    "one file, or the training file and then what it must not share rows with",
  )
  .option("--train <file>", "the training file")
  .option("--test <file>", "the file to test with")
  .option(
    "-s, --stack <name>",
    "stack as which rows are measured (default: local Azure's, else dev)",
  )
  .option(
    "--context-tokens <n>",
    "tokens that the model can read (default: as the stack says)",
    whole(1),
  )
  .option(
    "--tokenizer <file>",
    "the base model's tokenizer.json, to count tokens instead of estimating",
  )
  .option(
    "--fix <out>",
    "write the good rows to a new file (of several files into a folder), and list what was left out",
  )
  .option("--json", "everything as JSON, statistics included")
  .option("--all", `all problems, not only the first ${listed}`)
  .action(main)
  .parseAsync()
  .catch(printError);
