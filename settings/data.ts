import { z } from "zod";
import { integer, number, positive, section, text } from "./fields";

const file = () => text(/\S/, "the path of a JSON Lines file");
const name = (of: string) => text(/^[\w.-]{1,200}$/, of);

/** What is read as rows from a local file; any other source is a data set on the hub. */
export const localSource = /\.(parquet|jsonl|ndjson|json|csv|tsv)(\.gz)?$/i;
const hubId = /^[\w][\w.-]{0,95}\/[\w][\w.-]{0,95}$/;

/** Files to train on, and where `npm run data` gets them. Paths are relative to the project. */
export const data = section({
  train: file().describe(
    "Training rows, a JSON Lines file of conversations. `up` uploads it, `npm run data` makes it. A change of content is a new upload, job, model and deployment; a path alone is none. Default: by preset.",
  ),
  test: file().describe("Test rows, in the same form. Default: by preset."),
  source: text(
    new RegExp(`${hubId.source}|\\S.*${localSource.source}`, "i"),
    "a data set on the Hugging Face hub such as 'HuggingFaceH4/ultrachat_200k', or a .parquet, .jsonl, .json or .csv file",
  )
    .optional()
    .describe(
      "Where the rows come from: a data set on the hub, as owner/name, or a local file. Default: by preset.",
    ),
  config: name("the name of a configuration of the data set, such as 'default'")
    .optional()
    .describe("Configuration of the data set, where it has more than one."),
  revision: text(/^\S{1,200}$/, "a branch, tag or commit of the data set")
    .default("main")
    .describe("Branch, tag or commit of the data set. A commit is the same rows for ever."),
  splits: section({
    train: name("the name of a split, such as 'train_sft'")
      .default("train")
      .describe("Split of the data set with the training rows. Default: by preset, else 'train'."),
    test: name("the name of a split, such as 'test_sft'")
      .optional()
      .describe("Split with the test rows; without it, part of the training rows is for tests."),
  })
    .prefault({})
    .describe("Names of the data set's own splits."),
  percent: positive(100)
    .default(100)
    .describe("How much of each split or file is taken, from its beginning; rounded down to rows."),
  rows: integer(1, 1_000_000_000)
    .optional()
    .describe("How many rows of each split or file are taken, instead of a percentage."),
  split: section({
    kind: z
      .enum(["source", "exact", "stable"])
      .optional()
      .describe(
        "Which rows are for tests: 'source' takes the data set's own split, 'exact' just the test share, 'stable' about " +
          "the test share by the hash of each conversation, so that new rows move none of the old ones, but one whose " +
          "messages a new row repeats under another ID. " +
          "Default: 'source' where data.splits.test names one, else 'exact'.",
      ),
    testShare: number(0.000_001, 0.999_999)
      .default(0.2)
      .describe("Share of the rows that is for tests, for 'exact' and 'stable'."),
    seed: integer(0, 4_294_967_295)
      .default(42)
      .describe("The same seed gives the same split, on every machine."),
  })
    .prefault({})
    .describe("How training and test rows are told apart."),
  tokenizer: text(/\S/, "the path of a tokenizer.json")
    .optional()
    .describe("A tokenizer.json to count tokens with; without it their number is estimated."),
  contextTokens: integer(1, 10_000_000)
    .optional()
    .describe(
      "Tokens that the model takes; longer rows are cut off in training. Default: the base model's.",
    ),
});
