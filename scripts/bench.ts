import { Command } from "commander";
import { benchCheck } from "./bench/check";
import { benchPreview } from "./bench/preview";
import { benchUp } from "./bench/up";
import { benchUpload } from "./bench/upload";
import { printError } from "./print-error";

const parts = { preview: benchPreview, up: benchUp, upload: benchUpload, check: benchCheck };

new Command("bench")
  .description(
    "Measure preview, up, upload and check; ratios of runs side by side, medians of several",
  )
  .argument("[parts...]", `what to measure: ${Object.keys(parts).join(", ")} (default: all)`)
  .option("--runs <n>", "runs of each preview", "3")
  .action(async (asked: string[], { runs }: { runs: string }) => {
    for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
      const part = new Map(Object.entries(parts)).get(name);
      if (!part) {
        throw new Error(
          `there is nothing to measure called '${name}'; there is ${Object.keys(parts).join(", ")}`,
        );
      }
      for (const line of await part(Number(runs))) console.log(line);
    }
  })
  .parseAsync()
  .catch(printError);
