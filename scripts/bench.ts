import { Command } from "commander";
import { benchCheck } from "./bench/check";
import { benchData } from "./bench/data";
import { benchPreview } from "./bench/preview";
import { benchUp } from "./bench/up";
import { benchUpload } from "./bench/upload";
import { printError } from "./print-error";
import { whole } from "./whole-number";

interface Options {
  readonly runs: number;
  readonly rows: number;
}

const parts = {
  preview: ({ runs }: Options) => benchPreview(runs),
  up: () => benchUp(),
  upload: ({ runs }: Options) => benchUpload(runs),
  check: ({ runs }: Options) => benchCheck(runs),
  data: ({ runs, rows }: Options) => benchData(runs, rows),
};

new Command("bench")
  .description(
    "Measure preview, up, upload, data and check; ratios of runs side by side, medians of several",
  )
  .argument("[parts...]", `what to measure: ${Object.keys(parts).join(", ")} (default: all)`)
  .option("--runs <n>", "runs of each part, except of 'up'", whole(1), 3)
  .option("--rows <n>", "rows of data to prepare", whole(100), 200_000)
  .action(async (asked: string[], options: Options) => {
    for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
      const part = new Map(Object.entries(parts)).get(name);
      if (!part) {
        throw new Error(
          `there is nothing to measure called '${name}'; there is ${Object.keys(parts).join(", ")}`,
        );
      }
      for (const line of await part(options)) console.log(line);
    }
  })
  .parseAsync()
  .catch(printError);
