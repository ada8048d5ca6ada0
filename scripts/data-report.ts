import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { checkout } from "../engine/cli-cache";
import { configFile, configuredFiles } from "./data-report/configured-files";
import { makeReport } from "./data-report/make-report";
import { printError } from "./print-error";

interface Options {
  readonly stack?: string;
  readonly out?: string;
  readonly open?: true;
  readonly contextTokens: number;
  readonly tokenizer?: string;
}

async function main(
  train: string | undefined,
  test: string | undefined,
  { stack, out, open: isOpened, contextTokens, tokenizer }: Options,
): Promise<void> {
  const typedIn = process.env.INIT_CWD ?? process.cwd();
  const files = filesOf([train, test], typedIn, stack);
  const page =
    out === undefined ? join(checkout, "data", "data-report.html") : resolve(typedIn, out);
  const { errors, warnings } = await makeReport(files, page, {
    contextTokens,
    ...(tokenizer === undefined ? {} : { tokenizerFile: resolve(typedIn, tokenizer) }),
    onProgress: progress(),
  });
  console.log(`Report on ${files.map((file) => `'${shorter(file, typedIn)}'`).join(" and ")}`);
  console.log(`${errors} errors, ${warnings} warnings`);
  console.log(pathToFileURL(page).href);
  if (isOpened === true) await openInBrowser(page);
}

function filesOf(
  named: readonly (string | undefined)[],
  typedIn: string,
  stack: string | undefined,
): string[] {
  const given = named.filter((file) => file !== undefined);
  if (given.length === 0) {
    const { train, test } = configuredFiles(configFile(stack));
    return [train, test].map((file) => resolve(checkout, file));
  }
  if (stack === undefined) return given.map((file) => resolve(typedIn, file));
  throw new Error(`give files or --stack, not both: '${given.join("', '")}' and '${stack}'`);
}

/** Its own words cannot say whether a browser has shown the page: the address is printed in any case. */
async function openInBrowser(page: string): Promise<void> {
  const { default: open } = await import("open");
  await open(page).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot start a browser: ${reason}; open '${page}' yourself`);
  });
}

/** Tells each tenth of what takes seconds. */
function progress(): (bytes: number, total: number) => void {
  const worthTelling = 100e6;
  let told = 0;
  return (bytes, total) => {
    const tenths = Math.floor((bytes / total) * 10);
    if (total < worthTelling || tenths <= told) return;
    told = tenths;
    process.stderr.write(`checked ${tenths * 10} %\n`);
  };
}

function shorter(file: string, from: string): string {
  const path = relative(from, file);
  return path.startsWith("..") ? file : path;
}

function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`'${text}' is not a whole number above 0.`);
}

new Command("data:report")
  .description(
    "Write one HTML page about training data: lengths, truncation, duplicates, leakage, findings, first rows",
  )
  .argument("[train]", "JSON Lines file (default: the stack's data.train and data.test)")
  .argument("[test]", "file to test with, shown beside it and compared with it")
  .option("-s, --stack <name>", "stack whose files are meant (default: local Azure's, else dev)")
  .option("-o, --out <file>", "where to write it (default: data/data-report.html, not in git)")
  .option("--open", "open it in the browser")
  .option("--context-tokens <n>", "tokens that the model can read", positive, 4096)
  .option("--tokenizer <file>", "the base model's tokenizer.json, to count tokens exactly")
  .allowExcessArguments(false)
  .action(main)
  .parseAsync()
  .catch(printError);
