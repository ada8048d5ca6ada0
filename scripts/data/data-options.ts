import { type Command, Option } from "commander";
import { merge } from "../../settings/presets";

/** Options of `npm run data`; numbers are texts, which the settings check. */
export interface DataOptions {
  readonly stack?: string;
  readonly state?: string;
  readonly preset?: string;
  readonly dataset?: string;
  readonly from?: string;
  readonly config?: string;
  readonly revision?: string;
  readonly trainSplit?: string;
  readonly testSplit?: string;
  readonly split?: readonly string[];
  readonly percent?: string;
  readonly rows?: string;
  readonly kind?: string;
  readonly testShare?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly check: boolean;
}

export function defineOptions(command: Command): Command {
  return command
    .option("-s, --stack <name>", "stack whose config is meant (default: local Azure's, else dev)")
    .addOption(new Option("--state <dir>", "folder of the stack on local Azure").conflicts("stack"))
    .option("--preset <name>", "another preset: sample, ultrachat-sdk, ultrachat-foundry")
    .addOption(new Option("--dataset <id>", "data set on the hub, owner/name").conflicts("from"))
    .option("--from <file>", "own .parquet, .jsonl, .json or .csv file instead of a data set")
    .option("--config <name>", "configuration of the data set")
    .option("--revision <name>", "branch, tag or commit of the data set")
    .option("--train-split <name>", "split with the training rows")
    .option("--test-split <name>", "split with the test rows")
    .option("--split <name...>", "further splits, each into <split>.jsonl")
    .addOption(
      new Option("--percent <n>", "how much is taken, from the beginning").conflicts("rows"),
    )
    .option("--rows <n>", "how many rows are taken, from the beginning")
    .option("--kind <kind>", "who is for tests: source, exact or stable")
    .option("--test-share <n>", "share of the rows that is for tests, such as 0.2")
    .option("--seed <n>", "of the split")
    .option("-o, --out <folder>", "where the files go (default: as data.train and data.test say)")
    .option("--no-check", "leave out the check of what was made");
}

type Values = Readonly<Record<string, unknown>>;

/**
 * The section `data` as the options have it: an option takes the place of what it excludes in the config.
 * @param own what the config says
 */
export function askedData(own: Values, options: DataOptions): Values {
  const { dataset, from, config, revision, percent, rows, trainSplit, testSplit } = options;
  const { testShare, seed } = options;
  const source = dataset ?? from;
  const isOther = source !== undefined && source !== own.source;
  const kept = isOther ? without(own, ["source", "config", "revision", "splits"]) : own;
  const hasAmount = percent !== undefined || rows !== undefined;
  // Splits of the preset's own data set say nothing about another one.
  const isWhole = isOther && testSplit === undefined;
  const kind = options.kind ?? (isWhole ? "exact" : undefined);
  const train = trainSplit ?? (isWhole && from === undefined ? "train" : undefined);
  const asked = given({
    ...{ source, config, revision, percent, rows },
    splits: given({ train, test: testSplit }),
    split: given({ kind, testShare, seed }),
  });
  return merge(hasAmount ? without(kept, ["percent", "rows"]) : kept, asked);
}

function without(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** Without what is undefined or empty. */
function given(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) =>
      typeof value === "object" && value !== null
        ? Object.keys(value).length > 0
        : value !== undefined,
    ),
  );
}
