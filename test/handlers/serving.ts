import { apiVersions } from "../../catalog/api-versions";
import type { Properties } from "../../handlers/state";
import { at } from "../local/azure/start";
import type { Place } from "./place";
import { inputsOf } from "./resource";

/** A size that serves and whose quota nobody else here uses up. */
export const instanceType = "Standard_F4s_v2";

/** Inputs of a deployment of a model. */
export function deploymentInputs(
  endpointId: string,
  modelId: string | null,
  more: Properties = {},
): Properties {
  return inputsOf("online-deployment", {
    endpointId,
    modelId,
    instanceType,
    instanceCount: 1,
    requestTimeoutMs: 90_000,
    livenessInitialDelaySeconds: 600,
    maxConcurrentRequestsPerInstance: 4,
    rollout: "blueGreen",
    keepFailed: false,
    smokeQuestion: "How does a keeper clean the gallery?",
    tags: { team: "chat" },
    ...more,
  });
}

/** Names of an endpoint's deployments, in order. */
export async function deploymentsOf({ get }: Place, endpointId: string): Promise<string[]> {
  const { value } = await get(`${endpointId}/deployments`);
  return (value as { name: string }[]).map(({ name }) => name).sort();
}

export async function trafficOf({ get }: Place, endpointId: string): Promise<unknown> {
  return at(await get(endpointId), "properties", "traffic");
}

/** As somebody would do it in the studio. */
export async function setTraffic(
  { get, put }: Place,
  endpointId: string,
  traffic: Record<string, number>,
): Promise<void> {
  const { location, kind, tags, identity, properties } = await get(endpointId);
  const { type, userAssignedIdentities } = identity as Record<string, unknown>;
  const ids = Object.keys(userAssignedIdentities as object).map((id) => [id, {}] as const);
  const { authMode } = properties as { authMode: string };
  await put(endpointId, apiVersions.machineLearning, {
    location,
    kind,
    tags,
    identity: { type, userAssignedIdentities: Object.fromEntries(ids) },
    properties: { authMode, traffic },
  });
}

/** A deployment that somebody else made. */
export async function deployByHand(
  { put, location }: Place,
  endpointId: string,
  name: string,
  model: string,
  tags: Record<string, string> = {},
): Promise<void> {
  await put(`${endpointId}/deployments/${name}`, apiVersions.machineLearning, {
    location,
    tags,
    sku: { name: "Default", capacity: 1 },
    properties: { endpointComputeType: "Managed", instanceType, model },
  });
}

/** Asks the endpoint; the status, and which deployment answered. */
export async function ask(
  { local, get }: Place,
  endpointId: string,
  key: string,
): Promise<{ status: number; deployment: string | null }> {
  const endpoint = await get(endpointId);
  const answer = await local.fetch(String(at(endpoint, "properties", "scoringUri")), {
    method: "POST",
    token: key,
    body: { input_data: { input_string: [[{ role: "user", content: "Who?" }]], parameters: {} } },
  });
  return { status: answer.status, deployment: answer.headers.get("azureml-model-deployment") };
}

export async function keyOf({ local }: Place, endpointId: string): Promise<string> {
  const path = `${endpointId}/listKeys?api-version=${apiVersions.machineLearning}`;
  return String((await local.fetch(path, { method: "POST" })).body.primaryKey);
}
