import { rmSync } from "node:fs";
import { join } from "node:path";
import { criticalPath, type Task } from "../../bench/critical-path";
import { followEvents, type Span } from "../../bench/event-log";
import { measure } from "../../bench/measure";
import { checkout } from "../../engine/cli-cache";
import type { ExportedStack } from "../../engine/deployment";
import type { LocalStack } from "../local/stack";
import { withStack } from "./bench-stack";

/** Emulated seconds per real second of the realistic run: hours of Azure in minutes, with the engine's own time small beside it. */
const speed = 60;

/** `up` without latencies, and with realistic ones beside what no order could beat and what the tutorials' order takes. */
export async function benchUp(): Promise<string[]> {
  const bare = await withStack({ latency: "0" }, timedUp);
  const real = await withStack({ speed: String(speed) }, timedUp);
  const path = criticalPath(real.tasks);
  const sum = real.tasks.reduce((total, { seconds }) => total + seconds, 0);
  const minutes = (seconds: number) => `${((seconds * speed) / 60).toFixed(1)} min`;
  return [
    `up, latencies 0: ${bare.seconds.toFixed(1)} s (limit 15 s on 2 cores)`,
    `up, realistic latencies (emulated time): ${minutes(real.makespan)}`,
    `  critical path ${minutes(path.seconds)}, ratio ${(real.makespan / path.seconds).toFixed(2)}: ${path.urns.map(nameOf).join(" → ")}`,
    `  one after the other, as in the tutorials ${minutes(sum)}, ratio ${(real.makespan / sum).toFixed(2)}`,
  ];
}

async function timedUp(stack: LocalStack, { root }: { readonly root: string }) {
  const log = join(root, "events.jsonl");
  rmSync(log, { force: true });
  const follow = followEvents(log);
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--event-log", log];
  // The event log is one of the CLI's debugging flags.
  const env = { ...stack.env, PULUMI_DEBUG_COMMANDS: "true" };
  const { seconds, code, output } = await measure({
    command: stack.cli.command,
    args,
    cwd: checkout,
    env,
  });
  const spans = follow.stop();
  if (code !== 0) throw new Error(`up failed:\n${output}`);
  return { seconds, tasks: await tasksOf(stack, spans), makespan: makespan(spans) };
}

async function tasksOf(stack: LocalStack, spans: readonly Span[]): Promise<Task[]> {
  const { stdout } = await stack.pulumi(["stack", "export"], { output: "capture" });
  const { resources = [] } = (JSON.parse(stdout) as ExportedStack).deployment;
  // The stack and components have no ID: they last as long as what is inside them.
  const made = resources.filter(({ id }) => id !== undefined);
  const after = new Map(made.map(({ urn, dependencies = [] }) => [urn, dependencies]));
  return spans
    .filter(({ urn }) => after.has(urn))
    .map(({ urn, from, to }) => ({
      urn,
      seconds: (to - from) / 1000,
      after: after.get(urn) ?? [],
    }));
}

function makespan(spans: readonly Span[]): number {
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  return (to - from) / 1000;
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
