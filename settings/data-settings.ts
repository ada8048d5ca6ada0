import { findBaseModel } from "../catalog/base-models";
import type { Config } from "./config";
import { localSource } from "./data";

/** Where rows come from, how many, and into which files; complete. */
export interface DataSettings {
  readonly train: string;
  readonly test: string;
  /** Undefined where neither the config nor a preset names one: the files are the user's own. */
  readonly source?:
    | {
        readonly kind: "hub";
        readonly dataset: string;
        readonly config?: string;
        readonly revision: string;
        readonly trainSplit: string;
        readonly testSplit?: string;
      }
    | { readonly kind: "file"; readonly path: string };
  /** Of each split or file, from its beginning. */
  readonly amount: { readonly rows: number } | { readonly percent: number };
  readonly split: {
    readonly kind: "source" | "exact" | "stable";
    readonly testShare: number;
    readonly seed: number;
  };
  /** Path of the base model's `tokenizer.json`. */
  readonly tokenizer?: string;
  /** Tokens that the base model takes. */
  readonly contextTokens: number;
}

/** Of models that the catalogue does not have: that of Phi-3-mini-4k, the tutorials' own. */
const usualContext = 4096;

/**
 * @param data checked, presets included
 * @param baseModel name of the model that is trained
 */
export function dataSettings(data: Config["data"], baseModel: string): DataSettings {
  const { train, test, percent, rows, split, tokenizer } = data;
  const { contextTokens = findBaseModel(baseModel)?.contextTokens ?? usualContext } = data;
  const source = sourceOf(data);
  return {
    train,
    test,
    ...(source === undefined ? {} : { source }),
    // Presets name a percentage only: rows were asked for by somebody.
    amount: rows === undefined ? { percent } : { rows },
    split: { ...split, kind: splitKind(data) },
    ...(tokenizer === undefined ? {} : { tokenizer }),
    contextTokens,
  };
}

/** A file has no splits of its own; a data set's are used where the one for tests is named. */
export function splitKind({
  source,
  split,
  splits,
}: Config["data"]): DataSettings["split"]["kind"] {
  if (split.kind !== undefined) return split.kind;
  const isFile = source !== undefined && localSource.test(source);
  return isFile || splits.test === undefined ? "exact" : "source";
}

function sourceOf({ source, config, revision, splits }: Config["data"]): DataSettings["source"] {
  if (source === undefined) return undefined;
  if (localSource.test(source)) return { kind: "file", path: source };
  return {
    kind: "hub",
    dataset: source,
    ...(config === undefined ? {} : { config }),
    revision,
    trainSplit: splits.train,
    ...(splits.test === undefined ? {} : { testSplit: splits.test }),
  };
}
