import type { JobMetrics, LossCurve, StepMetrics } from "./read-metrics";
import { table } from "../table";
import { sparkline } from "./sparkline";

const curveWidth = 40;

/** A job as lines of text; nothing in it depends on the terminal. */
export function showMetrics({ job, steps, losses, failure }: JobMetrics): string[] {
  return [
    `Job ${job.name}: ${job.status}`,
    ...(job.displayName === undefined ? [] : [`  ${job.displayName}`]),
    ...(job.studioUrl === "" ? [] : [`  ${job.studioUrl}`]),
    "",
    ...table(["Step", "Status", "Time", "Logged"], steps.map(stepRow)),
    ...(losses.length === 0 ? ["", noLoss(job.finished)] : ["", ...lossLines(losses)]),
    ...(failure === undefined ? [] : ["", ...failureLines(failure)]),
  ];
}

function stepRow({ name, status, seconds, metrics }: StepMetrics): string[] {
  const logged = Object.entries(metrics).map(([metric, value]) => `${metric} ${number(value)}`);
  return [name, status, seconds === undefined ? "" : duration(seconds), logged.join(", ")];
}

function lossLines(losses: readonly LossCurve[]): string[] {
  const heading = ["Loss, as logged", "first", "last", "exp(first)", "exp(last)", "over the steps"];
  return table(
    heading,
    losses.map(({ metric, points, first, last, expFirst, expLast }) => {
      const [from, to] = [points.at(0)?.step ?? 0, points.at(-1)?.step ?? 0];
      const values = points.map(({ value }) => value);
      const curve = `${sparkline(values, curveWidth)} ${from === to ? from : `${from} to ${to}`}`;
      return [metric, ...[first, last, expFirst, expLast].map(number), curve];
    }),
  );
}

function noLoss(finished: boolean): string {
  return finished
    ? "The job has logged no loss."
    : "The job has logged no loss yet; the same command shows more later.";
}

function failureLines(failure: NonNullable<JobMetrics["failure"]>): string[] {
  const { step, code, message, logName, logTail } = failure;
  return [
    `Failed${step === undefined ? "" : ` in step ${step}`}: ${code}: ${message}`,
    ...(logTail === undefined ? [] : [`--- last lines of ${logName ?? "its log"} ---`, logTail]),
  ];
}

/** Four digits that count, no exponent where a reader can do without. */
function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(2);
  return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
