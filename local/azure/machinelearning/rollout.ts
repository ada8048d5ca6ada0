import type { Resource } from "../arm/resources";
import { parentScope } from "../arm/resource-id";
import type { Cloud } from "../cloud";
import { addLogs } from "./deployment-logs";
import { MachineLearningError } from "./errors";
import { userPrincipals } from "./identities";
import { durationSeconds, record, text } from "./read-body";
import { findModel, loadModel, setServed, type ModelSource } from "./served-models";

const troubleshooting = "https://aka.ms/oe-tsg";
const blobRead = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const registryPull = "Microsoft.ContainerRegistry/registries/pull/read";

/** Starts the containers of a deployment: identity, model, server. What was served before goes on when it fails. */
export async function rollOut(id: string, cloud: Cloud): Promise<void> {
  const deployment = cloud.resources.get(id);
  const endpoint = cloud.resources.get(parentScope(id) ?? "");
  const workspace = cloud.resources.get(parentScope(endpoint?.id ?? "") ?? "");
  if (!deployment || !endpoint || !workspace) return;
  if (deployment.properties.provisioningState === "Deleting") return;
  try {
    await start({ deployment, endpoint, workspace }, cloud);
    setState(id, "Succeeded", cloud);
  } catch (error) {
    setState(id, "Failed", cloud);
    throw error;
  }
}

function setState(id: string, provisioningState: string, cloud: Cloud): void {
  const deployment = cloud.resources.get(id);
  if (!deployment || deployment.properties.provisioningState === "Deleting") return;
  const properties = { ...deployment.properties, provisioningState };
  cloud.resources.put({ ...deployment, properties });
}

interface Parts {
  readonly deployment: Resource;
  readonly endpoint: Resource;
  readonly workspace: Resource;
}

async function start(parts: Parts, cloud: Cloud): Promise<void> {
  const { deployment } = parts;
  askedFailure(deployment, cloud);
  checkIdentity(parts, cloud);
  const model = text(deployment.properties.model);
  const source = findModel(model, parts.workspace, cloud);
  if (!source) throw failure("ResourceNotFound", `The model '${model}' was not found.`);
  addLogs(deployment.id, "StorageInitializer", [`Downloading the model ${model}`], cloud);
  await load(deployment.id, source, cloud);
  addLogs(deployment.id, "StorageInitializer", ["The model is in place."], cloud);
  addLogs(
    deployment.id,
    "InferenceServer",
    ["Initializing logger", "Loading the MLflow model", "Listening at: http://0.0.0.0:31311"],
    cloud,
  );
  const settings = record(deployment.properties.requestSettings);
  setServed(
    deployment.id,
    {
      source,
      instances: Number(record(deployment.sku).capacity ?? 1),
      maxConcurrent: Number(settings.maxConcurrentRequestsPerInstance ?? 1),
      timeoutSeconds: durationSeconds(text(settings.requestTimeout)) ?? 5,
    },
    cloud,
  );
}

/** Loads the artifact as the containers do; what they say of a failure is in their logs. */
async function load(id: string, source: ModelSource, cloud: Cloud): Promise<void> {
  try {
    await loadModel(source, cloud);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    addLogs(id, "StorageInitializer", [`Download failed: ${reason}`], cloud);
    const crash = [`Exception in worker process: ${reason}`, "Worker failed to boot."];
    addLogs(id, "InferenceServer", ["Initializing logger", ...crash], cloud);
    throw failure(
      "ResourceNotReady",
      `User container has crashed or terminated. Please see troubleshooting guide, available here: ${troubleshooting}#error-resourcenotready`,
    );
  }
}

/** A failure that a test asked for, or missing capacity of the region. */
function askedFailure({ id }: Resource, cloud: Cloud): void {
  const asked = cloud.faults.take("deploymentFailure", id);
  if (asked) {
    const logs = Array.isArray(asked.logs) ? asked.logs.map(String) : [text(asked.logs)];
    addLogs(
      id,
      "InferenceServer",
      logs.filter((line) => line !== ""),
      cloud,
    );
    throw failure(text(asked.code), text(asked.message));
  }
  if (cloud.faults.take("noCapacity", id))
    throw failure(
      "OutOfQuota",
      `The region has no capacity for the VM size. Please see troubleshooting guide, available here: ${troubleshooting}#error-outofquota`,
    );
}

/** A user-assigned identity has only the roles that somebody gave it; a system-assigned one gets its roles from Azure ML. */
function checkIdentity({ deployment, endpoint, workspace }: Parts, cloud: Cloud): void {
  const principals = userPrincipals(endpoint.identity);
  if (text(record(endpoint.identity).type).includes("System")) return;
  const { containerRegistry, storageAccount } = workspace.properties;
  const can = (scope: string, need: { action?: string; dataAction?: string }) =>
    principals.some((id) => cloud.roles.effective(id, scope, need));
  if (text(containerRegistry) !== "" && !can(text(containerRegistry), { action: registryPull }))
    throw failure(
      "BadArgument",
      "Endpoint identity does not have pull permission on the registry.",
    );
  if (can(text(storageAccount), { dataAction: blobRead })) return;
  const account = text(storageAccount).split("/").at(-1) ?? "";
  addLogs(
    deployment.id,
    "StorageInitializer",
    [
      `ErrorCode:AuthorizationPermissionMismatch while reading from the storage account ${account}`,
      "The identity needs the role Storage Blob Data Reader.",
    ],
    cloud,
  );
  throw failure(
    "BadArgument",
    `Endpoint identity does not have Storage Blob Data Reader permission on storage account ${account}. Please see troubleshooting guide, available here: ${troubleshooting}#error-badargument`,
  );
}

const failure = (code: string, message: string): MachineLearningError =>
  new MachineLearningError(400, code, message);
