import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleConversations, type SampleRow } from "./sample-conversations";

export interface SampleOptions {
  /** Conversations in both files together. @default 640 */
  readonly rows?: number;
  /** @default 1893 */
  readonly seed?: number;
}

/** Names of the files, those of the splits of ultrachat_200k. */
export const sampleFileNames = { train: "train_sft.jsonl", test: "test_sft.jsonl" } as const;

/** The rows by split: four fifths for training and one fifth for tests. */
export function sampleSplits({ rows = 640, seed = 1893 }: SampleOptions = {}): Record<
  "train_sft" | "test_sft",
  readonly SampleRow[]
> {
  const made = sampleConversations({ rows, seed });
  return {
    train_sft: made.filter((_, at) => at % 5 !== 4),
    test_sft: made.filter((_, at) => at % 5 === 4),
  };
}

/** The text of both files: JSON Lines. */
export function sampleFiles(
  options: SampleOptions = {},
): Record<keyof typeof sampleFileNames, string> {
  const { train_sft, test_sft } = sampleSplits(options);
  const text = (part: readonly SampleRow[]): string =>
    part.map((row) => `${JSON.stringify(row)}\n`).join("");
  return { train: text(train_sft), test: text(test_sft) };
}

/** Writes both files into a folder, which is made when it is not there. */
export async function writeSample(folder: string, options: SampleOptions = {}): Promise<void> {
  const texts = sampleFiles(options);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, sampleFileNames.train), texts.train);
  await writeFile(join(folder, sampleFileNames.test), texts.test);
}
