import type { Azure } from "../../azure/client";

/** First and last value of each loss that the training step logged, by metric name. */
export interface TrainingMetrics {
  readonly first: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
}

/** Metric names are the trainer's own and not documented for Azure: whatever is called a loss is taken. */
export async function trainingMetrics(
  azure: Azure,
  workspaceId: string,
  jobName: string,
): Promise<TrainingMetrics | null> {
  const { experimentName = "" } = await azure.jobs.get(workspaceId, jobName);
  const run = await azure.metrics.trainingRun(workspaceId, jobName, experimentName);
  if (!run) return null;
  const names = Object.keys(run.metrics).filter((name) => /loss/i.test(name));
  const histories = await Promise.all(
    names.map(async (name) => ({
      name,
      points: await azure.metrics.history(workspaceId, run.runId, name),
    })),
  );
  const pick = (index: number) =>
    Object.fromEntries(
      histories.flatMap(({ name, points }) => {
        const point = points.at(index);
        return point ? [[name, point.value] as const] : [];
      }),
    );
  return { first: pick(0), last: pick(-1) };
}
