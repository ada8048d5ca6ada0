import { prepare } from "../dataset/prepare/prepare";
import { fileSource } from "../dataset/prepare/row-source";
import { join } from "node:path";

/** The program's side of the measurement, in a process of its own. Usage: prepare-rows.ts PARQUET FOLDER */
const [parquet = "", folder = ""] = process.argv.slice(2);
const [train, test] = [join(folder, "train.jsonl"), join(folder, "test.jsonl")];
prepare(fileSource(parquet, { percent: 100 }), {
  kind: "exact",
  ...{ train, test, testShare: 0.2, seed: 42 },
}).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
