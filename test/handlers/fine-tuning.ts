import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiVersions } from "../../catalog/api-versions";
import type { Properties } from "../../handlers/state";
import { baseModel } from "../../local/azure/trainer/base-model";
import { modelFolder } from "../../local/azure/trainer/model-folder";
import { jsonLines, lighthouseRows } from "../local/azure/trainer/conversations";
import { at } from "../local/azure/start";
import type { Place } from "./place";
import { created, inputsOf, type Kept } from "./resource";

/** A small training file in the workspace, as `DataUpload` puts it there. */
export async function uploadRows({ workspaceId }: Place, rows = 24): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), "rows-"));
  try {
    const path = join(folder, "rows.jsonl");
    writeFileSync(path, jsonLines(lighthouseRows(rows)));
    return await created(
      inputsOf("data-upload", {
        ...{ workspaceId, datastore: "workspaceblobstore" },
        ...{ assetName: "chat-train", path },
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Inputs of a job on cluster `gpu`; different parameters are different jobs. */
export function jobInputs(
  { workspaceId }: Place,
  { state: data }: Kept,
  parameters: Record<string, string | number> = {},
): Properties {
  const rows = {
    ...{ trainUri: data.assetId, trainHash: data.hash },
    ...{ testUri: data.assetId, testHash: data.hash },
  };
  return inputsOf("fine-tune-job", {
    workspaceId,
    computeName: "gpu",
    registry: "azureml",
    model: { name: "Phi-4", version: "latest" },
    component: { name: "chat_completion_pipeline", version: "latest" },
    ...rows,
    experiment: "chat",
    parameters: { num_train_epochs: 1, ...parameters },
    overrides: {},
    numNodes: 1,
    attempts: 2,
  });
}

/** Waits until a job has ended; its status. */
export async function endOf({ workspaceId, get }: Place, name: string): Promise<string> {
  for (;;) {
    const status = String(at(await get(`${workspaceId}/jobs/${name}`), "properties", "status"));
    if (["Completed", "Failed", "Canceled"].includes(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Names and states of a workspace's jobs, in order. */
export async function jobsOf({ workspaceId, get }: Place): Promise<[string, string][]> {
  const { value } = await get(`${workspaceId}/jobs`);
  return (value as { name: string; properties: { status: string } }[])
    .map(({ name, properties }): [string, string] => [name, properties.status])
    .sort();
}

/** Registers what a job would make: an MLflow folder of the base model, or one that no server can load. */
export async function makeModel(
  { workspaceId, storageId, get, put, local }: Place,
  version: string,
  artifact: "good" | "broken" = "good",
  tags: Record<string, string> = {},
): Promise<string> {
  const store = await get(`${workspaceId}/datastores/workspaceblobstore`);
  const container = String(at(store, "properties", "containerName"));
  const account = storageId.split("/").at(-1) ?? "";
  const facts = { baseModel: "Phi-4", runId: version, created: "2026-11-20T00:00:00Z" };
  const path = `models/${version}`;
  for (const { path: name, content } of modelFolder(baseModel(), facts)) {
    const isWeights = name !== "MLmodel" && artifact === "broken";
    await local.cloud.blobs.put(
      account,
      container,
      `${path}/${name}`,
      isWeights ? Buffer.from("no weights") : content,
    );
  }
  const id = `${workspaceId}/models/tuned/versions/${version}`;
  await put(id, apiVersions.machineLearning, {
    properties: {
      modelType: "mlflow_model",
      modelUri: `azureml://datastores/workspaceblobstore/paths/${path}`,
      tags,
    },
  });
  return id;
}

/** Inputs of a registered model that is made from a job. */
export function modelInputs(
  { workspaceId }: Place,
  jobName: unknown,
  more: Properties = {},
): Properties {
  return inputsOf("registered-model", {
    workspaceId,
    name: "tuned",
    description: "A test",
    jobName,
    wait: true,
    keepModels: 3,
    attempts: 2,
    ...more,
  });
}

/** Versions of model `tuned`. */
export async function versionsOf({ workspaceId, get }: Place, name = "tuned"): Promise<string[]> {
  const { value } = await get(`${workspaceId}/models/${name}/versions`);
  return (value as { name: string }[]).map((one) => one.name).sort();
}
