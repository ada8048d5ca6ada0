import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { checkout } from "../engine/cli-cache";
import { countOf } from "../dataset/report/numbers";
import { shorter } from "./data/show-data";
import { makeReport } from "./data-report/make-report";
import { printError } from "./print-error";
import { configFile, configuredData } from "./stack/configured-data";
import { tenths } from "./tenths";
import { whole } from "./whole-number";

interface Options {
  readonly stack?: string;
  readonly out?: string;
  readonly open?: true;
  readonly contextTokens?: number;
  readonly tokenizer?: string;
}

async function main(
  train: string | undefined,
  test: string | undefined,
  { stack, out, open: isOpened, contextTokens, tokenizer }: Options,
): Promise<void> {
  const typedIn = process.env.INIT_CWD ?? process.cwd();
  const named = [train, test].filter((file) => file !== undefined);
  if (named.length > 0 && stack !== undefined)
    throw new Error(`give files or --stack, not both: '${named.join("', '")}' and '${stack}'`);
  const data = configuredData(configFile(stack));
  const files =
    named.length > 0
      ? named.map((file) => resolve(typedIn, file))
      : [data.train, data.test].map((file) => resolve(checkout, file));
  const tokenizerFile =
    tokenizer !== undefined
      ? resolve(typedIn, tokenizer)
      : data.tokenizer && resolve(checkout, data.tokenizer);
  const page =
    out === undefined ? join(checkout, "data", "data-report.html") : resolve(typedIn, out);
  const { errors, warnings } = await makeReport(files, page, {
    contextTokens: contextTokens ?? data.contextTokens,
    tokenizerFile,
    onProgress: tenths("checked"),
  });
  console.log(`Report on ${files.map((file) => `'${shorter(file, typedIn)}'`).join(" and ")}`);
  console.log(`${countOf(errors, "error")}, ${countOf(warnings, "warning")}`);
  console.log(pathToFileURL(page).href);
  if (isOpened === true) await openInBrowser(page);
}

/** Its own words cannot say whether a browser has shown the page: the address is printed in any case. */
async function openInBrowser(page: string): Promise<void> {
  const { default: open } = await import("open");
  await open(page).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot start a browser: ${reason}; open '${page}' yourself`);
  });
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
  .option(
    "--context-tokens <n>",
    "tokens that the model can read (default: as data says)",
    whole(1),
  )
  .option(
    "--tokenizer <file>",
    "the base model's tokenizer.json, to count tokens (default: as data says)",
  )
  .allowExcessArguments(false)
  .action(main)
  .parseAsync()
  .catch(printError);
