import type { Resource } from "../arm/resources";
import { dropIdentity } from "../arm/managed-identity";
import type { Cloud } from "../cloud";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, computeType, workspaceOf, workspacePath } from "./arm-paths";
import { computeBody, scaleBody, shapeCompute } from "./compute-body";
import { durations } from "./durations";
import { MachineLearningError, conflict } from "./errors";
import { nodesOf } from "./node-records";
import { dropCluster, settleCluster } from "./nodes";
import { listAnswer } from "./paging";
import { readBody, record, text, without } from "./read-body";
import { systemData } from "./system-data";

const made = "machinelearning/compute-made";
const deleted = "machinelearning/compute-deleted";

/** A cluster as GET answers it: with the state of its nodes now. */
export function computeView(compute: Resource, cloud: Cloud): Resource {
  const nodes = nodesOf(cloud, compute.id);
  const now = cloud.clock.now();
  const preparing = nodes.filter(({ readyAt }) => readyAt > now).length;
  const running = nodes.filter(({ readyAt, run }) => readyAt <= now && run !== undefined).length;
  return {
    ...compute,
    properties: {
      ...compute.properties,
      properties: {
        ...record(compute.properties.properties),
        allocationState: preparing > 0 ? "Resizing" : "Steady",
        allocationStateTransitionTime: text(compute.properties.modifiedOn),
        errors: null,
        currentNodeCount: nodes.length - preparing,
        targetNodeCount: nodes.length,
        nodeStateCounts: {
          preparingNodeCount: preparing,
          runningNodeCount: running,
          idleNodeCount: nodes.length - preparing - running,
          unusableNodeCount: 0,
          leavingNodeCount: 0,
          preemptedNodeCount: 0,
        },
      },
    },
  };
}

function computeOf(call: Call, cloud: Cloud): Resource {
  const name = call.params.computeName ?? "";
  const compute = cloud.resources.get(childId(workspaceOf(call, cloud), "computes", name));
  if (compute) return compute;
  throw new MachineLearningError(404, "UserError", `Compute with name ${name} was not found.`, {
    details: [{ code: "ComputeNotFound", message: `Compute ${name} not found.` }],
  });
}

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const workspace = workspaceOf(call, cloud);
  const id = childId(workspace, "computes", call.params.computeName ?? "");
  const before = cloud.resources.get(id);
  if (cloud.operations.running(id))
    throw conflict(`Compute ${call.params.computeName ?? ""} has an operation in progress.`);
  const body = await readBody(call, computeBody);
  const compute = shapeCompute(id, body, { workspace, before }, cloud);
  compute.systemData = systemData(call, before, cloud);
  compute.properties.provisioningState = before ? "Updating" : "Creating";
  cloud.resources.put(compute);
  const operation = cloud.operations.begin(made, id, {
    seconds: durations.computeCreate,
    resourceId: id,
  });
  const status = before ? 200 : 201;
  const stored = computeView(cloud.resources.get(id) ?? compute, cloud);
  return cloud.operations.accepted(operation, { status, body: stored, style: "both" });
}

async function patch(call: Call, cloud: Cloud): Promise<Response> {
  const compute = computeOf(call, cloud);
  const { properties } = await readBody(call, scaleBody);
  const scaleSettings = properties.properties?.scaleSettings ?? properties.scaleSettings;
  const inner = record(compute.properties.properties);
  const asked = computeBody.parse({
    ...without(compute, "identity"),
    properties: {
      ...compute.properties,
      properties: {
        ...inner,
        scaleSettings: { ...record(inner.scaleSettings), ...scaleSettings },
      },
    },
  });
  const shaped = shapeCompute(
    compute.id,
    asked,
    { workspace: workspaceOf(call, cloud), before: compute },
    cloud,
  );
  const changed = {
    ...compute,
    systemData: systemData(call, compute, cloud),
    properties: { ...shaped.properties, provisioningState: compute.properties.provisioningState },
  };
  cloud.resources.put(changed);
  settleCluster(changed, cloud);
  return json(200, computeView(changed, cloud));
}

function remove(call: Call, cloud: Cloud): Response {
  const workspace = workspaceOf(call, cloud);
  const id = childId(workspace, "computes", call.params.computeName ?? "");
  const compute = cloud.resources.get(id);
  if (!compute) return empty(204);
  cloud.resources.put({
    ...compute,
    properties: { ...compute.properties, provisioningState: "Deleting" },
  });
  const operation = cloud.operations.begin(deleted, id, {
    seconds: durations.computeDelete,
    resourceId: id,
  });
  return cloud.operations.accepted(operation, { status: 202, style: "both" });
}

function listNodes(call: Call, cloud: Cloud): Response {
  const now = cloud.clock.now();
  const nodes = nodesOf(cloud, computeOf(call, cloud).id).map((node, index) => ({
    nodeId: node.id,
    privateIpAddress: `10.0.0.${index + 4}`,
    publicIpAddress: null,
    port: 50000 + index,
    nodeState: node.readyAt > now ? "preparing" : node.run === undefined ? "idle" : "running",
    runId: node.run?.split("/").at(-1) ?? null,
  }));
  return json(200, { nodes });
}

function finish(id: string, cloud: Cloud): void {
  const compute = cloud.resources.get(id);
  if (!compute) return;
  const changed = {
    ...compute,
    properties: { ...compute.properties, provisioningState: "Succeeded" },
  };
  cloud.resources.put(changed);
  settleCluster(changed, cloud);
}

const path = `${workspacePath}/computes`;

export const computeRoutes: readonly Route[] = [
  arm("PUT", `${path}/{computeName}`, put),
  arm("PATCH", `${path}/{computeName}`, patch),
  arm("DELETE", `${path}/{computeName}`, remove, ["underlyingResourceAction"]),
  arm("GET", `${path}/{computeName}`, (call, cloud) =>
    json(200, computeView(computeOf(call, cloud), cloud)),
  ),
  arm("POST", `${path}/{computeName}/listNodes`, listNodes),
  arm(
    "GET",
    path,
    (call, cloud) => {
      const all = cloud.resources.list(computeType, workspaceOf(call, cloud).id);
      return listAnswer(
        call,
        cloud,
        all.map((compute) => computeView(compute, cloud)),
      );
    },
    ["$skip"],
  ),
];

export function registerComputes(cloud: Cloud): void {
  cloud.operations.on(made, (id) => {
    finish(text(id), cloud);
  });
  cloud.operations.on(deleted, (id) => cloud.resources.remove(text(id)));
  cloud.resources.onDelete(computeType, (compute) => {
    dropCluster(compute, cloud);
    dropIdentity(cloud, compute);
  });
}
