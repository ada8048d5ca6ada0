import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Properties } from "../../handlers/state";
import { jsonLines, lighthouseRows } from "../local/azure/trainer/conversations";
import { at, type Json } from "../local/azure/start";
import {
  endOf,
  jobInputs,
  jobsOf,
  makeModel,
  modelInputs,
  uploadRows,
  versionsOf,
} from "./fine-tuning";
import { grantRoles, makeCluster, makeEndpoint, type Place } from "./place";
import { created, inputsOf } from "./resource";
import { deploymentInputs, deploymentsOf } from "./serving";

/** A kind of resource, as the conformance suite handles it. */
export interface Subject {
  readonly kind: string;
  /** Inputs of something that does not exist yet. */
  readonly fresh: () => Promise<Properties>;
  /** Other inputs of the same resource. */
  readonly changed: (inputs: Properties) => Promise<Properties>;
  /** What the server has because of this kind. */
  readonly objects: () => Promise<readonly string[]>;
  /** How many objects more there are after a create, an update of that, and a delete. */
  readonly count: { readonly created: number; readonly updated: number; readonly deleted: number };
  /** Inputs that replace the resource. */
  readonly identity: readonly string[];
  /** Inputs that other resources' outputs give: unknown in a first preview. */
  readonly unknown: readonly string[];
  /** What Azure decides, and what differs from stack to stack. */
  readonly own: readonly string[];
  /** Of `own` too, but only states that name them have them. */
  readonly later?: readonly string[];
  /** What preview tells of a state without something that later versions keep; it is one update. */
  readonly upgrade?: RegExp;
  /** Which of the callbacks ask Azure at all. */
  readonly asks: readonly ("check" | "diff" | "create" | "read" | "delete")[];
}

type Make = (place: Place) => Promise<Subject>;

let serial = 0;

const dataUpload: Make = ({ workspaceId, storageId, get, local }) => {
  const folder = mkdtempSync(join(tmpdir(), "subjects-"));
  const inputs = () => {
    serial += 1;
    const path = join(folder, `rows-${serial}.jsonl`);
    writeFileSync(path, jsonLines(lighthouseRows(3, serial)));
    return Promise.resolve(
      inputsOf("data-upload", {
        ...{ workspaceId, datastore: "workspaceblobstore" },
        ...{ assetName: "chat-train", path },
      }),
    );
  };
  return Promise.resolve({
    kind: "data-upload",
    fresh: inputs,
    changed: inputs,
    async objects() {
      const store = await get(`${workspaceId}/datastores/workspaceblobstore`);
      const container = String(at(store, "properties", "containerName"));
      const account = storageId.split("/").at(-1) ?? "";
      const blobs = await local.cloud.blobs.list(account, container, "LocalUpload/");
      const { value = [] } = await get(`${workspaceId}/data/chat-train/versions`).catch(
        (): Json => ({}),
      );
      const versions = (value as { name: string }[]).map((version) => `version ${version.name}`);
      return [...blobs.map(({ name }) => name), ...versions];
    },
    count: { created: 2, updated: 4, deleted: 4 },
    identity: ["workspaceId", "datastore"],
    unknown: ["workspaceId"],
    own: ["workspaceId", "path", "hash", "uri", "blobPath", "size"],
    later: ["assetId", "assetVersion"],
    upgrade: /^azureml:\/\/.* will be registered as a data asset$/,
    asks: ["diff", "create", "read"],
  });
};

const fineTuneJob: Make = async (place) => {
  await makeCluster(place);
  const data = await uploadRows(place);
  const inputs = () => {
    serial += 1;
    return Promise.resolve(jobInputs(place, data, { seed: serial }));
  };
  return {
    kind: "fine-tune-job",
    fresh: inputs,
    changed: inputs,
    objects: async () => (await jobsOf(place)).map(([name]) => name),
    count: { created: 1, updated: 2, deleted: 2 },
    identity: ["workspaceId"],
    unknown: ["workspaceId", "computeName", "trainUri", "testUri"],
    own: [
      "workspaceId",
      "trainUri",
      "trainHash",
      "testUri",
      "testHash",
      "parameters",
      "jobName",
      "studioUrl",
    ],
    asks: ["diff", "create", "read", "delete"],
  };
};

const registeredModel: Make = async (place) => {
  await makeCluster(place);
  const data = await uploadRows(place);
  const job = await created(jobInputs(place, data));
  await endOf(place, String(job.state.jobName));
  const names: string[] = [];
  return {
    kind: "registered-model",
    fresh() {
      serial += 1;
      names.push(`model-${serial}`);
      return Promise.resolve(modelInputs(place, job.state.jobName, { name: `model-${serial}` }));
    },
    changed: (inputs) => Promise.resolve({ ...inputs, description: "Another" }),
    async objects() {
      const versions = await Promise.all(
        names.map(async (name) =>
          (await versionsOf(place, name).catch(() => [])).map((version) => `${name}:${version}`),
        ),
      );
      return versions.flat();
    },
    count: { created: 1, updated: 1, deleted: 1 },
    identity: ["workspaceId"],
    unknown: ["workspaceId", "jobName"],
    own: ["workspaceId", "name", "jobName", "fromJob", "modelId", "version", "metrics"],
    asks: ["diff", "create", "read"],
  };
};

const onlineDeployment: Make = async (place) => {
  await grantRoles(place);
  const endpoint = await makeEndpoint(place);
  const model = await makeModel(place, "1");
  const inputs = () => {
    serial += 1;
    return Promise.resolve(
      deploymentInputs(endpoint, model, { requestTimeoutMs: 60_000 + 10 * serial }),
    );
  };
  return {
    kind: "online-deployment",
    fresh: inputs,
    changed: inputs,
    objects: () => deploymentsOf(place, endpoint),
    count: { created: 1, updated: 1, deleted: 0 },
    identity: ["endpointId"],
    unknown: ["endpointId", "modelId"],
    own: ["endpointId", "modelId", "requestTimeoutMs", "deploymentName", "scoringUri", "traffic"],
    asks: ["diff", "create", "read", "delete"],
  };
};

const purge: Make = (place) =>
  Promise.resolve({
    kind: "purge",
    async fresh() {
      serial += 1;
      const targetId = await makeCluster(place, `cluster-${serial}`);
      const { location } = place;
      return inputsOf("purge", { target: "compute", targetId, location, purge: true });
    },
    changed: (inputs: Properties) => Promise.resolve({ ...inputs, location: "westeurope" }),
    async objects() {
      const { value } = await place.get(`${place.workspaceId}/computes`);
      return (value as { name: string }[]).map(({ name }) => name);
    },
    count: { created: 0, updated: 0, deleted: -1 },
    identity: ["target", "targetId"],
    unknown: ["targetId", "location"],
    own: ["targetId"],
    asks: ["delete"],
  });

const preflight: Make = ({ location, suffix, local }) =>
  Promise.resolve({
    kind: "preflight",
    fresh: () =>
      Promise.resolve(
        inputsOf("preflight", {
          enabled: true,
          subscriptionId: local.connection.subscriptionId,
          location,
          resourceGroupName: `rg-${suffix}`,
          workspaceName: `ws-${suffix}`,
          clusterName: "gpu",
          endpointName: `chat-${suffix}`,
          storageAccountName: `store${suffix}`,
          keyVaultName: `vault-${suffix}`,
          registryName: `registry${suffix}`,
          training: { vmSize: "Standard_NC24ads_A100_v4", count: 1 },
          serving: null,
          notes: [],
        }),
      ),
    changed: (inputs: Properties) => Promise.resolve({ ...inputs, notes: ["changed"] }),
    objects: () => Promise.resolve([]),
    count: { created: 0, updated: 0, deleted: 0 },
    identity: [],
    unknown: ["subscriptionId", "resourceGroupName"],
    own: [
      ...["subscriptionId", "resourceGroupName", "workspaceName", "endpointName"],
      ...["storageAccountName", "keyVaultName", "registryName"],
    ],
    asks: ["check"],
  });

/** Each kind that `handlers/kinds.ts` knows. */
export const subjects: Readonly<Record<string, Make>> = {
  "data-upload": dataUpload,
  "fine-tune-job": fineTuneJob,
  "registered-model": registeredModel,
  "online-deployment": onlineDeployment,
  purge,
  preflight,
};
