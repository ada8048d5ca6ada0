import type { Asked, Combination } from "./combination";
import { localSource } from "./data";
import { splitKind } from "./data-settings";
import { quote } from "./problem";

/** Keys that say something about a data set on the hub. */
const hubKeys = ["config", "revision", "splits.train", "splits.test"] as const;

/** Which values of `data` do not go together. */
export const dataCombinations: readonly Combination[] = [
  {
    paths: ["data.test", "data.train"],
    check: ({ data: { train, test } }) =>
      train === test
        ? `${quote(test)} is the file of data.train, so the test would show nothing; give another file`
        : undefined,
  },
  {
    paths: ["data.rows", "data.percent"],
    check: ({ data: { rows, percent } }, asked) =>
      asked("data.rows") && asked("data.percent")
        ? `${quote(rows)} and data.percent ${quote(percent)} are two answers to one question; leave one of them out`
        : undefined,
  },
  {
    paths: ["data.source", "data.train", "data.test"],
    check: ({ data: { source, train, test } }) =>
      source === train || source === test
        ? `${quote(source)} is also data.${source === train ? "train" : "test"}, which is made from it; give another file to one of them`
        : undefined,
  },
  {
    paths: ["data.split.kind", "data.source", "data.splits.test"],
    check: ({ data: { source, split, splits } }) => {
      if (split.kind !== "source") return undefined;
      const kinds = "use 'exact' or 'stable'";
      if (source !== undefined && localSource.test(source))
        return `'source' needs a data set with splits of its own, but data.source is the file ${quote(source)}; ${kinds}`;
      return splits.test === undefined
        ? `'source' needs data.splits.test, the split with the test rows; name it, or ${kinds}`
        : undefined;
    },
  },
  {
    paths: ["data.splits.test", "data.splits.train", "data.split.kind"],
    check: ({ data }) =>
      splitKind(data) === "source" && data.splits.test === data.splits.train
        ? `${quote(data.splits.test)} is also data.splits.train, so the test would show nothing; name another split`
        : undefined,
  },
  {
    paths: ["data.splits.test", "data.split.kind"],
    check: ({ data: { splits, split } }, asked) =>
      asked("data.splits.test") && split.kind !== undefined && split.kind !== "source"
        ? `${quote(splits.test)} has no effect while data.split.kind is '${split.kind}'; set that to 'source' or leave this out`
        : undefined,
  },
  ...hubKeys.map((key) => ({
    paths: [`data.${key}`, "data.source"] as const,
    check: ({ data: { source } }: Parameters<Combination["check"]>[0], asked: Asked) =>
      asked(`data.${key}`) && source !== undefined && localSource.test(source)
        ? `has no effect while data.source is the file ${quote(source)}; leave it out`
        : undefined,
  })),
];
