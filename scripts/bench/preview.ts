import { cpSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { measure, median, type Measured } from "../../bench/measure";
import { checkout } from "../../engine/cli-cache";
import { run } from "../../engine/run";
import type { LocalStack } from "../local/stack";
import type { StateFiles } from "../local/state-folder";
import { withStack } from "./bench-stack";

/** `pulumi preview` of the program beside the same resources written naively, in turn. */
export async function benchPreview(runs: number): Promise<string[]> {
  return withStack({ latency: "0" }, async (stack, files) => {
    const ours = () => measured(stack, checkout, stack.env);
    const naiveEnv = await makeNaive(stack, files);
    const naive = () => measured(stack, join(files.root, "naive"), naiveEnv);
    const pairs: [Measured, Measured][] = [];
    for (let index = 0; index < runs; index += 1) pairs.push([await ours(), await naive()]);
    const column = (pick: (pair: [Measured, Measured]) => number) => median(pairs.map(pick));
    const seconds = column(([a, b]) => a.seconds / b.seconds);
    const memory = column(([a, b]) => (a.peakMB ?? Number.NaN) / (b.peakMB ?? Number.NaN));
    const show = (side: 0 | 1) =>
      `${column((pair) => pair[side].seconds).toFixed(2)} s, ${column((pair) => pair[side].peakMB ?? Number.NaN).toFixed(0)} MB`;
    return [
      `preview, ours:  ${show(0)}`,
      `preview, naive: ${show(1)}`,
      `  wall ratio ${seconds.toFixed(2)} (limit 0.50), memory ratio ${memory.toFixed(2)} (limit 0.40)`,
    ];
  });
}

async function measured(
  stack: LocalStack,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Measured> {
  const args = ["preview", "--non-interactive"];
  const result = await measure({ command: stack.cli.command, args, cwd, env });
  if (result.code !== 0) throw new Error(`the preview in '${cwd}' failed:\n${result.output}`);
  return result;
}

/** A copy of the naive program with the checkout's packages, on a stack of its own in the same backend. */
async function makeNaive({ cli, env }: LocalStack, { root }: StateFiles) {
  const folder = join(root, "naive");
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(checkout, "bench", "naive"), folder, { recursive: true });
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  const naiveEnv = Object.fromEntries(
    Object.entries({ ...env, PULUMI_STACK: "naive" }).filter(
      ([name]) => name !== "PULUMI_OPTION_CONFIG_FILE",
    ),
  );
  const made = await run(cli, ["stack", "init", "naive", "--non-interactive"], {
    cwd: folder,
    env: naiveEnv,
    output: "capture",
  });
  if (made.code !== 0) throw new Error(`cannot make the naive stack: ${made.stderr}`);
  return naiveEnv;
}
