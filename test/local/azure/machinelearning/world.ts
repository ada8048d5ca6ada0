import { expect } from "chai";
import { jsonLines, lighthouseRows } from "../trainer/conversations";
import { clusterBody, type Id, jobBody, storage, vault, workspaceBody, ws } from "./bodies";
import { at, startLocalAzure, type Answer, type Json, type LocalAzure } from "../start";
import type { StartOptions } from "../../../../local/azure/state";

export const version = "api-version=2025-12-01";
export const registryPath = "/mferp/managementfrontend";

/** Local Azure as its clients see it. */
type Running = Pick<
  LocalAzure,
  "connection" | "url" | "token" | "fetch" | "admin" | "finish" | "stop"
>;

/** Local Azure with a resource group, the resources that a workspace needs, and calls of Azure ML in short. */
export interface World {
  readonly azure: Running;
  /** `path` is below the workspace, or begins with `~`, `/` or `https:`. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A call that has to succeed, with its operation; the answer of the call itself. */
  done(method: string, path: string, body?: unknown): Promise<Answer>;
  readonly id: Id;
  stop(): Promise<void>;
}

function withVersion(path: string): string {
  if (path.includes("api-version=") || path.startsWith("/")) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${version}`;
}

export async function startWorld(options: Partial<StartOptions> = {}): Promise<World> {
  return worldOf(await startLocalAzure(options));
}

/** The same on a local Azure that runs already, perhaps in another process. */
export function worldOf(azure: Running): World {
  const world: World = {
    azure,
    call(method, path, body, headers = {}) {
      const whole = /^(~|\/|https:)/.test(path) ? path : `${ws}/${path}`;
      return azure.fetch(withVersion(whole), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
    },
    async done(method, path, body) {
      const answer = await world.call(method, path, body);
      expect(answer.status, `${method} ${path} ${answer.text}`).to.be.within(200, 202);
      const ended = await azure.finish(answer);
      expect(ended.body.error, ended.text).to.equal(undefined);
      return answer;
    },
    id: (path) => path.replace("~", `/subscriptions/${azure.connection.subscriptionId}`),
    stop: () => azure.stop(),
  };
  return world;
}

/** Makes what a workspace depends on. */
export async function makeDependencies(world: World): Promise<void> {
  const location = "eastus";
  await world.done("PUT", `~/resourceGroups/rg?api-version=2024-03-01`, { location });
  await world.done("PUT", `${storage}?api-version=2024-01-01`, {
    location,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    properties: {},
  });
  await world.done("PUT", `${vault}?api-version=2024-11-01`, {
    location,
    properties: {
      tenantId: world.azure.connection.tenantId,
      sku: { family: "A", name: "standard" },
      accessPolicies: [],
    },
  });
}

export async function makeWorkspace(world: World): Promise<void> {
  await makeDependencies(world);
  await world.done("PUT", `${ws}?${version}`, workspaceBody(world.id));
}

export async function makeCluster(world: World, more: Json = {}): Promise<void> {
  await world.done("PUT", "computes/gpu", clusterBody(more));
}

/** Puts a file into the workspace's blob store with the datastore's own SAS; its URI. */
export async function upload(world: World, name: string, content: string): Promise<string> {
  const { body: store } = await world.call("GET", "datastores/workspaceblobstore");
  const { body: secrets } = await world.call("POST", "datastores/workspaceblobstore/listSecrets", {
    expirableSecret: true,
    expireAfterHours: 1,
  });
  const container = String(at(store, "properties", "containerName"));
  const url = `/mlstore01/${container}/LocalUpload/abc/${name}?${String(secrets.sasToken)}`;
  const answer = await world.azure.fetch(url, {
    method: "PUT",
    token: null,
    body: content,
    headers: { "x-ms-blob-type": "BlockBlob", "x-ms-version": "2024-11-04" },
  });
  expect(answer.status, answer.text).to.equal(201);
  return `azureml://datastores/workspaceblobstore/paths/LocalUpload/abc/${name}`;
}

export async function uploadRows(world: World): Promise<{ train: string; test: string }> {
  return {
    train: await upload(world, "train_sft.jsonl", jsonLines(lighthouseRows(60))),
    test: await upload(world, "test_sft.jsonl", jsonLines(lighthouseRows(15, 5))),
  };
}

export async function submit(world: World, name: string, body: Json): Promise<Answer> {
  const token = await world.azure.token("https://ml.azure.local");
  return world.call("PUT", `jobs/${name}`, body, { "x-azureml-token": token });
}

/** Polls a job until it ends, for 20 real seconds at most; its status. */
export async function waitForJob(world: World, name: string): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { body } = await world.call("GET", `jobs/${name}`);
    const status = String(at(body, "properties", "status"));
    if (["Completed", "Failed", "Canceled"].includes(status) || Date.now() > deadline)
      return status;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Runs a whole job and registers what it made as `tuned:1`. */
export async function makeTunedModel(world: World): Promise<void> {
  await makeCluster(world);
  expect((await submit(world, "job1", jobBody(await uploadRows(world)))).status).to.equal(201);
  expect(await waitForJob(world, "job1")).to.equal("Completed");
  await world.done("PUT", "models/tuned/versions/1", {
    properties: {
      modelType: "mlflow_model",
      modelUri: "azureml://jobs/job1/outputs/trained_model",
    },
  });
}

/** Lets emulated time pass in steps of half a minute; what is due in each has real time to happen. */
export async function pass(world: World, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 30) {
    await world.azure.admin("POST", "/admin/clock", { advanceSeconds: Math.min(30, left) });
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
