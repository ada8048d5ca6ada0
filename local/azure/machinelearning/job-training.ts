import type { Cloud } from "../cloud";
import { fit, type FitSettings, type LogRecord } from "../trainer/fit";
import { modelFolder } from "../trainer/model-folder";
import type { Scheduler } from "../trainer/schedule";
import { outputPath, placeOf } from "./asset-uris";
import { datastorePlace } from "./datastores";
import { loadInputModel } from "./input-models";
import { rowsOf, StepFailure } from "./job-data";
import { goesOn } from "./job-state";
import type { Logged, StepContext, StepReport } from "./job-step";
import { record, text } from "./read-body";

/** Reads at most so many tokens of a row when `max_seq_length` leaves it to the model. */
const modelLength = 4096;

/** Settings of a fit from the component's inputs, which come as text; fails as the trainer does on numbers it cannot work with. */
export function fitSettings(values: Readonly<Record<string, string>>, gpus: number): FitSettings {
  const number = (name: string, otherwise: number, least = -Infinity): number => {
    const value = Number(values[name] ?? otherwise);
    if (Number.isFinite(value) && value >= least) return value;
    const wanted = least === -Infinity ? "a number" : `a number from ${least} on`;
    throw new StepFailure("UserError", `ValueError: ${name} has to be ${wanted}, not ${value}.`);
  };
  const steps = values.logging_strategy === "epoch" ? -Infinity : 1;
  const length = number("max_seq_length", -1);
  const devices = Math.max(1, gpus) * number("num_nodes_finetune", 1, 1);
  return {
    num_train_epochs: number("num_train_epochs", 1, 1),
    max_steps: number("max_steps", -1),
    rowsPerStep:
      number("per_device_train_batch_size", 1, 1) *
      number("gradient_accumulation_steps", 1, 1) *
      devices,
    learning_rate: number("learning_rate", 2e-5, 0),
    lr_scheduler_type: (values.lr_scheduler_type ?? "linear") as Scheduler,
    warmup_steps: number("warmup_steps", 0),
    logging_strategy: values.logging_strategy === "epoch" ? "epoch" : "steps",
    logging_steps: number("logging_steps", 10, steps),
    evaluation_strategy: evaluationOf(values.evaluation_strategy),
    eval_steps: number("eval_steps", 500, values.evaluation_strategy === "steps" ? 1 : -Infinity),
    max_seq_length: length > 0 ? length : modelLength,
  };
}

function evaluationOf(value: string | undefined): FitSettings["evaluation_strategy"] {
  return value === "steps" || value === "disable" ? value : "epoch";
}

/** Trains on the uploaded rows and keeps the result as the step's output folder. */
export async function finetune(context: StepContext, cloud: Cloud): Promise<StepReport> {
  const { state, workspace, gpus, run } = context;
  const { values, uris } = state.plan;
  const wanted = Number(values.number_of_gpu_to_use_finetuning ?? 1);
  checkDevices(wanted, gpus);
  const base = uris.mlflow_model_path ?? "";
  const { model, baseName } = await loadInputModel(base, workspace, cloud);
  const evaluationUri = uris.validation_file_path ?? uris.test_file_path;
  const result = await fit(
    model,
    {
      train: rowsOf(uris.train_file_path ?? "", workspace, cloud),
      ...(evaluationUri === undefined
        ? {}
        : { evaluation: rowsOf(evaluationUri, workspace, cloud) }),
    },
    fitSettings(values, wanted),
    () => goesOn(state, cloud),
  );
  if (!goesOn(state, cloud)) return {};
  const facts = {
    baseModel: baseName,
    runId: run.id,
    created: cloud.clock.iso(),
  };
  const place = placeOfFolder(context, cloud);
  for (const { path, content } of modelFolder(model, facts))
    await cloud.blobs.put(place.account, place.container, `${place.path}${path}`, content);
  return {
    rows: result.rows,
    lines: result.records.map(({ share, values: logged }) => ({
      share,
      line: JSON.stringify(logged),
    })),
    metrics: result.records.flatMap(metricsOf),
    outputs: { pytorch_model_folder: { assetId: uriOf(place.path), type: "UriFolder" } },
  };
}

function checkDevices(wanted: number, gpus: number): void {
  if (wanted <= gpus) return;
  throw new StepFailure(
    "UserError",
    `RuntimeError: CUDA error: invalid device ordinal. ${wanted} processes were started on a node with ${gpus} GPUs.`,
  );
}

/** Copies the trained folder to the output that the job named. */
export async function convert(context: StepContext, cloud: Cloud): Promise<StepReport> {
  const { state, workspace } = context;
  const from = placeOfFolder(context, cloud);
  const uri = outputUri(context, cloud);
  const to = placeOf(uri, workspace, cloud);
  if (!to) throw new StepFailure("UserError", `The output '${uri}' names no place.`);
  const files = await cloud.blobs.list(from.account, from.container, from.path);
  if (files.length === 0) throw new StepFailure("UserError", "The trained model is gone.");
  for (const { name } of files) {
    const blob = `${to.path}/${name.slice(from.path.length)}`;
    await cloud.blobs.copy(from.account, from.container, name, { ...to, blob });
  }
  return {
    lines: [{ share: 0.9, line: `Wrote ${files.length} files to ${uri}` }],
    outputs: { mlflow_model_folder: { assetId: uri, type: "MLFlowModel" } },
    ...(state.rows === undefined ? {} : { rows: state.rows }),
  };
}

function outputUri({ state }: StepContext, cloud: Cloud): string {
  const { modelOutput } = state.plan;
  const outputs = record(cloud.resources.get(state.id)?.properties.outputs);
  const uri = modelOutput === undefined ? "" : text(record(outputs[modelOutput]).uri);
  return uri === "" ? uriOf(outputPath(state.nodeRun, "mlflow_model_folder")) : uri;
}

/** The step's own output folder on the default datastore; ends with a slash. */
function placeOfFolder({ state, workspace }: StepContext, cloud: Cloud) {
  const place = datastorePlace(workspace, "workspaceblobstore", cloud);
  if (!place) throw new StepFailure("UserError", "The default datastore is gone.");
  const step = state.steps.find(({ name }) => name === "chat_completion_finetune");
  return { ...place, path: outputPath(step?.run ?? state.nodeRun, "pytorch_model_folder") };
}

const uriOf = (path: string): string => `azureml://datastores/workspaceblobstore/paths/${path}`;

function metricsOf({ step, share, values }: LogRecord): Logged[] {
  return Object.entries(values).map(([key, value]) => ({ key, value, step, share }));
}
