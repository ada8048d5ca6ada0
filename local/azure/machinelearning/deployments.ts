import { z } from "zod";
import type { Resource } from "../arm/resources";
import { findVmSize } from "../catalogue/vm-sizes";
import type { Cloud } from "../cloud";
import { empty, json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, deploymentType, workspaceOf } from "./arm-paths";
import { deploymentBody, shapeDeployment } from "./deployment-body";
import { addLogs, forgetLogs, getLogs } from "./deployment-logs";
import { deploymentOf, deploymentsPath } from "./deployment-paths";
import { durations } from "./durations";
import { liveTraffic } from "./endpoint-records";
import { endpointOf } from "./endpoints";
import { conflict, userError } from "./errors";
import { tellOperation, withoutOperation } from "./operation-uri";
import { listAnswer } from "./paging";
import { readBody, record, stringMap, text, without } from "./read-body";
import { rollOut } from "./rollout";
import { forgetServed } from "./served-models";
import { systemData } from "./system-data";

const rolledOut = "machinelearning/deployment-rolled-out";
const deleted = "machinelearning/deployment-deleted";

const patchBody = z.looseObject({
  tags: stringMap.nullish(),
  sku: z.looseObject({ capacity: z.int().min(1).optional() }).nullish(),
});
const busy = ["Creating", "Updating", "Scaling", "Deleting"];

async function put(call: Call, cloud: Cloud): Promise<Response> {
  const endpoint = endpointOf(call, cloud);
  const id = childId(endpoint, "deployments", call.params.deploymentName ?? "");
  const before = cloud.resources.get(id);
  checkIdle(endpoint, before);
  const body = await readBody(call, deploymentBody);
  const workspace = workspaceOf(call, cloud);
  const deployment = shapeDeployment(id, body, { workspace, endpoint, before }, cloud);
  deployment.systemData = systemData(call, before, cloud);
  return begin(deployment, before, cloud);
}

function checkIdle(endpoint: Resource, before: Resource | undefined): void {
  const state = text(endpoint.properties.provisioningState);
  if (state !== "Succeeded")
    throw conflict(
      `Cannot create a deployment in endpoint ${endpoint.name} because it is in ${state} provisioning state.`,
    );
  const own = text(before?.properties.provisioningState);
  if (before && busy.includes(own))
    throw conflict(
      `Cannot update deployment ${before.name} because it is in ${own} provisioning state.`,
    );
}

function begin(deployment: Resource, before: Resource | undefined, cloud: Cloud): Response {
  const { id } = deployment;
  deployment.properties.provisioningState = before ? "Updating" : "Creating";
  const scaling = before && sameButScale(deployment, before);
  const seconds = scaling ? durations.deploymentScale : durations.deploymentCreate;
  const beginning = tellOperation(deployment, seconds, cloud);
  cloud.resources.put(deployment);
  billInstances(deployment, cloud);
  addLogs(id, "StorageInitializer", ["Starting the storage initializer"], cloud);
  const operation = cloud.operations.begin(rolledOut, id, beginning);
  const body = cloud.resources.get(id) ?? deployment;
  return cloud.operations.accepted(operation, { status: before ? 200 : 201, body, style: "both" });
}

function sameButScale(now: Resource, before: Resource): boolean {
  const rest = (properties: Record<string, unknown>) =>
    JSON.stringify(withoutOperation(without(properties, "provisioningState")));
  return rest(now.properties) === rest(before.properties);
}

function billInstances({ id, properties, sku }: Resource, cloud: Cloud): void {
  const size = findVmSize(text(properties.instanceType), cloud.config.asOf);
  if (!size) return;
  cloud.bill.start(id, {
    resource: id,
    meter: "endpoint instance",
    sku: size.name,
    quantity: Number(record(sku).capacity ?? 1),
    pricePerHour: size.price,
  });
}

async function patch(call: Call, cloud: Cloud): Promise<Response> {
  const before = deploymentOf(call, cloud);
  checkIdle(endpointOf(call, cloud), before);
  const { tags, sku } = await readBody(call, patchBody);
  const asked = deploymentBody.parse({
    ...before,
    ...(tags ? { tags } : {}),
    sku: { ...record(before.sku), ...sku },
  });
  const o = { workspace: workspaceOf(call, cloud), endpoint: endpointOf(call, cloud), before };
  const deployment = shapeDeployment(before.id, asked, o, cloud);
  deployment.systemData = systemData(call, before, cloud);
  return begin(deployment, before, cloud);
}

function remove(call: Call, cloud: Cloud): Response {
  const endpoint = endpointOf(call, cloud);
  const name = call.params.deploymentName ?? "";
  const id = childId(endpoint, "deployments", name);
  const deployment = cloud.resources.get(id);
  if (!deployment) return empty(204);
  const share = liveTraffic(endpoint.id, cloud)[name.toLowerCase()] ?? 0;
  const wanted = Object.entries(record(endpoint.properties.traffic)).find(
    ([key, value]) => key.toLowerCase() === name.toLowerCase() && Number(value) > 0,
  );
  if (share > 0 || wanted)
    throw userError(
      `Deployment ${name} has live traffic of endpoint ${endpoint.name} and cannot be deleted. Set its traffic to 0 first.`,
    );
  cloud.resources.put({
    ...deployment,
    properties: { ...deployment.properties, provisioningState: "Deleting" },
  });
  const operation = cloud.operations.begin(deleted, id, {
    seconds: durations.deploymentDelete,
    resourceId: id,
  });
  return cloud.operations.accepted(operation, { status: 202, style: "both" });
}

/** How many instances a deployment can have; not which sizes. */
function skus(call: Call, cloud: Cloud): Response {
  const { sku } = deploymentOf(call, cloud);
  const item = {
    resourceType: deploymentType,
    sku: { name: text(record(sku).name), tier: "Standard" },
    capacity: { minimum: 1, maximum: 50, default: 1, scaleType: "Manual" },
  };
  return json(200, { value: [item] });
}

const one = `${deploymentsPath}/{deploymentName}`;

export const deploymentRoutes: readonly Route[] = [
  arm("PUT", one, put),
  arm("PATCH", one, patch),
  arm("DELETE", one, remove),
  arm("GET", one, (call, cloud) => json(200, deploymentOf(call, cloud))),
  arm("POST", `${one}/getLogs`, getLogs),
  arm("GET", `${one}/skus`, skus, ["count", "$skip"]),
  arm(
    "GET",
    deploymentsPath,
    (call, cloud) =>
      listAnswer(call, cloud, cloud.resources.list(deploymentType, endpointOf(call, cloud).id)),
    ["$skip", "$top"],
  ),
];

export function registerDeployments(cloud: Cloud): void {
  cloud.operations.on(rolledOut, (id) => rollOut(text(id), cloud));
  cloud.operations.on(deleted, (id) => cloud.resources.remove(text(id)));
  cloud.resources.onDelete(deploymentType, (deployment) => {
    forgetServed(deployment.id, cloud);
    forgetLogs(deployment.id, cloud);
  });
}
