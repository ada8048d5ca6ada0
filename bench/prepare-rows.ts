import { join } from "node:path";
import { checkFiles } from "../dataset/check/check-files";
import { prepare } from "../dataset/prepare/prepare";
import { fileSource } from "../dataset/prepare/row-source";

/** The program's side of the measurement, in a process of its own. Usage: prepare-rows.ts PARQUET FOLDER [--checks] */
async function main([parquet = "", folder = "", checks]: readonly string[]): Promise<void> {
  const [train, test] = [join(folder, "train.jsonl"), join(folder, "test.jsonl")];
  await prepare(fileSource(parquet, { percent: 100 }), {
    kind: "exact",
    ...{ train, test, testShare: 0.2, seed: 42 },
  });
  if (checks === undefined) return;
  const { errors, warnings } = await checkFiles({ train, test }, { contextTokens: 4096 });
  console.log(JSON.stringify({ errors, warnings }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
