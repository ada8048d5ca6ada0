import type { Resource } from "../arm/resources";
import { samePath } from "../arm/resource-id";
import { dropIdentity } from "../arm/managed-identity";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import {
  arm,
  endpointType,
  provider,
  workspaceId,
  workspaceOf,
  workspacePath,
  workspaceType,
} from "./arm-paths";
import { makeDefaultDatastores } from "./datastores";
import { deletedWorkspaces, isDeleted } from "./deleted-workspaces";
import { durations } from "./durations";
import { MachineLearningError, conflict } from "./errors";
import { parts } from "./list-filters";
import { listAnswer } from "./paging";
import { forgetRuns } from "./run-records";
import { readBody, text } from "./read-body";
import { systemData } from "./system-data";
import { shapeWorkspace, workspaceBody } from "./workspace-body";

const made = "machinelearning/workspace-made";
const deleted = "machinelearning/workspace-deleted";

interface Deletion {
  readonly id: string;
  readonly purge: boolean;
}

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const id = workspaceId(call, cloud);
  const before = cloud.resources.get(id);
  // Code and words: Azure/ResourceModules#3596.
  if (!before && isDeleted(id, cloud))
    throw new MachineLearningError(
      400,
      "BadRequest",
      "Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete",
    );
  if (cloud.operations.running(id))
    throw conflict(
      `Another operation is going on for workspace '${call.params.workspaceName ?? ""}'.`,
    );
  const shaped = shapeWorkspace(id, await readBody(call, workspaceBody), before, cloud);
  shaped.systemData = systemData(call, before, cloud);
  shaped.properties.provisioningState = before ? "Updating" : "Creating";
  cloud.resources.put(shaped);
  const seconds = before ? durations.workspaceUpdate : durations.workspaceCreate;
  const operation = cloud.operations.begin(made, id, { seconds, resourceId: id });
  return cloud.operations.accepted(operation, { status: 202, style: "both" });
}

async function patch(call: Call, cloud: Cloud): Promise<Response> {
  const before = workspaceOf(call, cloud);
  const body = await readBody(call, workspaceBody);
  const tags = "tags" in Object(await call.json()) ? body.tags : (before.tags ?? {});
  const shaped = shapeWorkspace(before.id, { ...body, tags }, before, cloud);
  shaped.systemData = systemData(call, before, cloud);
  cloud.resources.put(shaped);
  return json(200, shaped);
}

function remove(call: Call, cloud: Cloud): Response {
  const id = workspaceId(call, cloud);
  const purge = /^true$/i.test(call.query.get("forceToPurge") ?? "");
  if (!cloud.resources.get(id) && !(purge && isDeleted(id, cloud))) return empty(204);
  checkNested(id, cloud);
  const payload: Deletion = { id, purge };
  const operation = cloud.operations.begin(deleted, payload, {
    seconds: durations.workspaceDelete,
    resourceId: id,
  });
  return cloud.operations.accepted(operation, { status: 202, style: "both" });
}

/** ARM refuses to delete what has tracked resources below it: of a workspace these are its endpoints. */
function checkNested(id: string, cloud: Cloud): void {
  const nested = cloud.resources.list(endpointType, id).map((endpoint) => endpoint.id);
  if (nested.length === 0) return;
  throw new AzureError(
    409,
    "CannotDeleteResource",
    `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${nested.join(",")}'. Please delete all nested resources before deleting this resource.`,
  );
}

async function finish(id: string, cloud: Cloud): Promise<void> {
  const workspace = cloud.resources.get(id);
  if (!workspace) throw new MachineLearningError(404, "ResourceNotFound", "The workspace is gone.");
  await makeDefaultDatastores(workspace, cloud);
  const properties = { ...workspace.properties, provisioningState: "Succeeded" };
  cloud.resources.put({ ...workspace, properties });
}

async function finishDeletion({ id, purge }: Deletion, cloud: Cloud): Promise<void> {
  await cloud.resources.remove(id);
  if (purge) cloud.resources.purge(id);
}

function listInGroup(call: Call, cloud: Cloud): Response {
  const { subscriptionId } = cloud.config;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${call.params.resourceGroupName ?? ""}`;
  return listAnswer(call, cloud, ofKinds(cloud.resources.list(workspaceType, scope), call));
}

function ofKinds(workspaces: readonly Resource[], { query }: Call): Resource[] {
  const kinds = parts(query.get("kind"));
  return workspaces.filter(
    ({ kind }) => kinds.length === 0 || kinds.some((one) => samePath(one, text(kind))),
  );
}

/** Soft-deleted workspaces are in it, and nothing tells them from others (Azure/azure-powershell#28286). */
function listInSubscription(call: Call, cloud: Cloud): Response {
  const live = cloud.resources.list(workspaceType);
  return listAnswer(call, cloud, ofKinds([...live, ...deletedWorkspaces(cloud)], call));
}

const groupPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

export const workspaceRoutes: readonly Route[] = [
  arm("PUT", workspacePath, put),
  arm("PATCH", workspacePath, patch),
  arm("DELETE", workspacePath, remove, ["forceToPurge"]),
  arm("GET", workspacePath, (call, cloud) => json(200, workspaceOf(call, cloud))),
  arm("GET", `${groupPath}/providers/${provider}/workspaces`, listInGroup, ["$skip", "kind"]),
  arm(
    "GET",
    `/subscriptions/{subscriptionId}/providers/${provider}/workspaces`,
    listInSubscription,
    ["$skip", "kind"],
  ),
];

export function registerWorkspaces(cloud: Cloud): void {
  cloud.operations.on(made, (id) => finish(text(id), cloud));
  cloud.operations.on(deleted, (payload) => finishDeletion(payload as Deletion, cloud));
  cloud.resources.onDelete(workspaceType, (workspace: Resource) => {
    forgetRuns(workspace.id, cloud);
    dropIdentity(cloud, workspace);
    cloud.resources.softDelete(workspace);
  });
}
