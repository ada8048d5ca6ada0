import { constants } from "node:os";
import { printStatus } from "../local/report";
import { runStack } from "../local/run-stack";
import { type LocalStack, openStack } from "../local/stack";
import type { StateFiles } from "../local/state-folder";
import { npmCommand, stateArguments } from "../stack/next-step";
import { startScript } from "../stack/on-local-stack";
import { fetchSample } from "./fetch-sample";
import { showUp } from "./show-up";
import { nextLines, paceLines, planLines } from "./words";

const say = (lines: readonly string[]): void => {
  console.log(lines.join("\n"));
};

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const interrupted = 128 + constants.signals.SIGINT;

/** From nothing to an answer of the deployed model. @returns the exit code of what failed, or 0 */
export async function runDemo(files: StateFiles): Promise<number> {
  say(planLines());
  const stack = await openStack(files, {}, (line) => {
    say([line]);
  });
  await fetchSample(files, (line) => {
    say([line]);
  });
  const code = await bringUp(stack, files);
  if (code !== 0) {
    const again = npmCommand("demo", stateArguments(files.root));
    say(["", `pulumi up did not finish (exit code ${code}); next: ${again} goes on from here`]);
    return code;
  }
  const asked = await startScript("invoke", stack, []);
  if (asked !== 0) return asked;
  say([""]);
  const shown = await printStatus(files);
  say(nextLines(files.root));
  return shown;
}

async function bringUp(stack: LocalStack, files: StateFiles): Promise<number> {
  const { kind } = stack.health();
  // Mends what a killed or failed run has left; refuses where a run works on the stack.
  const mended = kind === "sound" ? 0 : await runStack("recover", files, []);
  if (mended !== 0) return mended;
  const state = kind === "sound" ? await lookAround(stack) : "to do";
  if (state === "interrupted") return interrupted;
  if (state === "complete") {
    say(["Everything is there already, and nothing has changed: no pulumi up is needed"]);
    return 0;
  }
  say(paceLines(stack.connection, files.root));
  // An update or a delete that was cut off shows only when Azure is asked.
  const repair = kind === "broken" ? ["--refresh"] : [];
  const up = ["up", "--yes", "--skip-preview", "--suppress-outputs", ...repair];
  return showUp(stack, up);
}

/** Whether there is anything for `up` to do. What preview refuses, `up` refuses too, and says it better. */
async function lookAround(stack: LocalStack): Promise<"complete" | "to do" | "interrupted"> {
  // The CLI ends with an error then, too, and that would look like changes.
  const signals: NodeJS.Signals[] = [];
  const onSignal = (signal: NodeJS.Signals) => signals.push(signal);
  endings.forEach((signal) => process.on(signal, onSignal));
  try {
    const outputs = await stack.pulumi(["stack", "output", "--json"], { output: "capture" });
    const isNew = outputs.code !== 0 || !outputs.stdout.includes('"deploymentName"');
    if (isNew && signals.length === 0) return "to do";
    say(["Looking whether anything has changed since the last run"]);
    const preview = ["preview", "--expect-no-changes", "--non-interactive"];
    const { code } = await stack.pulumi(preview, { output: "capture" });
    return signals.length > 0 ? "interrupted" : code === 0 ? "complete" : "to do";
  } finally {
    endings.forEach((signal) => process.removeListener(signal, onSignal));
  }
}
