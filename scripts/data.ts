import { resolve } from "node:path";
import { Command } from "commander";
import { checkFiles } from "../dataset/check/check-files";
import { checkout } from "../engine/cli-cache";
import type { DataSettings } from "../settings/data-settings";
import { askedData, type DataOptions, defineOptions } from "./data/data-options";
import { placeOf } from "./data/prepare-data";
import { runData } from "./data/run-data";
import { checkedLines, firstRowLines, madeLines, nextLines, shorter } from "./data/show-data";
import { stateFiles } from "./local/state-folder";
import { printError } from "./print-error";
import { configFile, configuredData } from "./stack/configured-data";
import { tenths } from "./tenths";

async function main(options: DataOptions): Promise<void> {
  // npm starts scripts in the checkout; paths are meant from where the command was typed.
  const typedIn = process.env.INIT_CWD ?? process.cwd();
  const { stack, state, preset, split = [], out, from, check } = options;
  const file = configFile(stack, stateFiles(state));
  const asked = from === undefined ? options : { ...options, from: resolve(typedIn, from) };
  const data = configuredData(file, { preset, change: (own) => askedData(own, asked) });
  say([`Data of '${shorter(file, typedIn)}'`]);
  const folder = out === undefined ? undefined : resolve(typedIn, out);
  const prepared = await interruptible((signal) =>
    runData(data, split, { out: folder, signal }, (line) => {
      process.stderr.write(`${line}\n`);
    }),
  );
  say(madeLines(prepared, typedIn));
  const [train] = prepared.files;
  if (train !== undefined) say(await firstRowLines(train));
  if (check) await showCheck(data, folder, typedIn);
}

async function showCheck(
  data: DataSettings,
  out: string | undefined,
  typedIn: string,
): Promise<void> {
  const places = { project: checkout, ...(out === undefined ? {} : { out }) };
  const files = [data.train, data.test].map((file) => placeOf(file, places));
  const { contextTokens, tokenizer } = data;
  const result = await checkFiles(files, {
    contextTokens,
    tokenizerFile: tokenizer === undefined ? undefined : resolve(checkout, tokenizer),
    onProgress: tenths("checked"),
  });
  const names = files.map((path) => shorter(path, typedIn));
  say([...checkedLines(result), ...nextLines(result, names, out === undefined)]);
  if (result.errors > 0) process.exitCode = 1;
}

/** Ends the work at the first signal, so that nothing half-made is left; a second one ends the process. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort(new Error("Interrupted: nothing half-made is left; the same command goes on"));
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  signals.forEach((signal) => process.once(signal, stop));
  try {
    return await work(abort.signal);
  } finally {
    signals.forEach((signal) => process.removeListener(signal, stop));
  }
}

function say(lines: readonly string[]): void {
  console.log(lines.join("\n"));
}

// A reader that has left, such as 'head', ends nothing half-way.
process.stdout.on("error", () => undefined);

defineOptions(
  new Command("data")
    .description(
      "Make the training and test file of a stack's data set, as its config says, and check them",
    )
    .allowExcessArguments(false),
)
  .action(main)
  .parseAsync()
  .catch(printError);
