import type { Cloud } from "../cloud";
import { ChatRowError } from "../trainer/chat-rows";
import { childId } from "./arm-paths";
import { durations, stepDurations } from "./durations";
import { checkData, rowsOf, StepFailure } from "./job-data";
import type { StepContext, StepReport } from "./job-step";
import { loadInputModel } from "./input-models";
import { convert, finetune } from "./job-training";
import { getRun, type Run } from "./run-records";

/** What a step will have done when its time is over. */
export interface StepResult {
  readonly run: Run;
  /** Emulated seconds until its end. */
  readonly seconds: number;
  readonly failure?: { code: string; message: string };
  readonly rows?: number;
}

type Step = (context: StepContext, cloud: Cloud) => Promise<StepReport>;

/** Steps that leave nothing behind that anybody reads. */
const nothing: Step = () => Promise.resolve({});

const steps: Readonly<Record<string, Step>> = {
  ft_nlp_common_validation: validate,
  chat_completion_model_import: importModel,
  chat_completion_datapreprocess: preprocess,
  chat_completion_finetune: finetune,
  ft_nlp_model_converter: convert,
  model_prediction: nothing,
  compute_metrics: computeMetrics,
};

/** Does the work of a step at once and spreads what it logged over the time that the step takes in Azure. */
export async function runStep(context: StepContext, cloud: Cloud): Promise<StepResult> {
  const { state, run } = context;
  const began = cloud.clock.now();
  const { report, failure } = await attempt(context, cloud);
  const rows = report.rows ?? state.rows ?? 0;
  const { base, perRow } = stepDurations[run.name] ?? { base: durations.stepPrepare, perRow: 0 };
  const epochs = Number(state.plan.values.num_train_epochs ?? 1);
  const whole = base + perRow * rows * (run.name === "chat_completion_finetune" ? epochs : 1);
  const seconds = failure ? base / 2 : whole;
  const at = (share: number): number => began + share * seconds * 1000 * cloud.clock.latency;
  const lines = [
    { share: 0, line: `Step ${run.name} of component ${state.plan.component.name} started.` },
    ...(report.lines ?? []),
    failure
      ? {
          share: 1,
          line: `Traceback (most recent call last):\n${failure.code}: ${failure.message}`,
        }
      : { share: 1, line: `Step ${run.name} finished.` },
  ];
  return {
    seconds,
    ...(failure ? { failure } : {}),
    ...(report.rows === undefined ? {} : { rows: report.rows }),
    run: {
      ...run,
      log: [...run.log, ...lines.map(({ share, line }) => ({ at: at(share), line }))],
      metrics: (report.metrics ?? []).map(({ share, ...metric }) => ({ ...metric, at: at(share) })),
      outputs: report.outputs ?? run.outputs,
    },
  };
}

async function attempt(
  context: StepContext,
  cloud: Cloud,
): Promise<Pick<StepResult, "failure"> & { report: StepReport }> {
  const { state, run } = context;
  if (state.fault?.step === run.name) {
    const { code, message } = state.fault;
    return { report: {}, failure: { code, message } };
  }
  try {
    return { report: await (steps[run.name] ?? nothing)(context, cloud) };
  } catch (error) {
    if (error instanceof ChatRowError || error instanceof StepFailure) {
      const code = error instanceof StepFailure ? error.code : "ACFTValidationException";
      return { report: {}, failure: { code, message: error.message } };
    }
    throw error;
  }
}

/** Looks at every row of every data file, as the component's first step does. */
async function validate({ state, workspace }: StepContext, cloud: Cloud): Promise<StepReport> {
  const { uris, values } = state.plan;
  const compute = cloud.resources.get(
    childId(workspace, "computes", values.compute_model_import ?? ""),
  );
  const lines: { share: number; line: string }[] = [];
  if (uris.train_file_path === undefined)
    throw new StepFailure(
      "ACFTValidationException",
      "train_file_path or train_mltable_path is needed.",
    );
  for (const name of ["train_file_path", "validation_file_path", "test_file_path"]) {
    const uri = uris[name];
    if (uri === undefined) continue;
    await checkData(uri, workspace, compute, cloud);
    let rows = 0;
    try {
      for await (const row of rowsOf(uri, workspace, cloud)())
        rows += row.messages.length > 0 ? 1 : 0;
    } catch (error) {
      if (!(error instanceof ChatRowError)) throw error;
      throw new StepFailure("ACFTValidationException", `${name}: ${error.message}`);
    }
    if (rows === 0 && name === "train_file_path")
      throw new StepFailure("ACFTValidationException", `${name}: the file has no rows.`);
    lines.push({ share: 0.5, line: `${name}: ${rows} rows` });
  }
  return { lines };
}

async function importModel({ state, workspace }: StepContext, cloud: Cloud): Promise<StepReport> {
  const uri = state.plan.uris.mlflow_model_path;
  if (uri === undefined)
    throw new StepFailure(
      "ACFTValidationException",
      "A model is needed: mlflow_model_path, pytorch_model_path or huggingface_id.",
    );
  const { title } = await loadInputModel(uri, workspace, cloud);
  return { lines: [{ share: 0.9, line: `Imported ${title}` }] };
}

async function preprocess({ state, workspace }: StepContext, cloud: Cloud): Promise<StepReport> {
  const uri = state.plan.uris.train_file_path ?? "";
  let rows = 0;
  let messages = 0;
  for await (const row of rowsOf(uri, workspace, cloud)()) {
    rows += 1;
    messages += row.messages.length;
  }
  return { rows, lines: [{ share: 0.8, line: `Tokenised ${rows} rows, ${messages} messages` }] };
}

/** Logs what follows from the last evaluation of the training step. */
function computeMetrics({ state }: StepContext, cloud: Cloud): Promise<StepReport> {
  const training = state.steps.find(({ name }) => name === "chat_completion_finetune");
  const metrics = getRun(state.workspace, training?.run ?? "", cloud)?.metrics ?? [];
  const loss = metrics.findLast(({ key }) => key === "eval_loss");
  if (!loss) return Promise.resolve({});
  const value = Math.exp(loss.value);
  return Promise.resolve({ metrics: [{ key: "perplexity", value, step: loss.step, share: 0.9 }] });
}
