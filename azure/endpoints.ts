import { apiVersions } from "../catalog/api-versions";
import type { Arm, Change } from "./arm";
import type { Cloud } from "./cloud";
import { bodyOf, isSameTraffic, withoutZeros } from "./endpoint-resource";
import type { Deployment, Endpoint, EndpointBody } from "./endpoint-resource";
import type { Wait } from "./operation";
import { poll } from "./poll";
import { redact } from "./redact";

/** The last lines of both containers of a deployment; empty when one never started. */
export interface DeploymentLogs {
  readonly inferenceServer: string;
  /** Download of the model: role problems show here. */
  readonly storageInitializer: string;
}

/** Both keys of an endpoint. Secrets: read at the moment of use, never kept. */
export interface EndpointKeys {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** Online endpoints and their deployments, by the endpoint's resource id. */
export interface Endpoints {
  get(endpointId: string): Promise<Endpoint>;
  find(endpointId: string): Promise<Endpoint | undefined>;
  list(workspaceId: string): Promise<Endpoint[]>;
  put(endpointId: string, body: unknown, change?: Change): Promise<Endpoint>;
  /** Reads, changes, and writes the whole: Azure has no partial update but for tags and identity. */
  update(
    endpointId: string,
    edit: (body: EndpointBody) => EndpointBody,
    change?: Change,
  ): Promise<Endpoint>;
  patchTags(
    endpointId: string,
    tags: Readonly<Record<string, string>>,
    change?: Change,
  ): Promise<Endpoint>;
  /** With its deployments. False when there was none. */
  delete(endpointId: string, change?: Change): Promise<boolean>;
  deployments(endpointId: string): Promise<Deployment[]>;
  deployment(endpointId: string, name: string): Promise<Deployment | undefined>;
  putDeployment(
    endpointId: string,
    name: string,
    body: unknown,
    change?: Change,
  ): Promise<Deployment>;
  patchDeploymentTags(
    endpointId: string,
    name: string,
    tags: Readonly<Record<string, string>>,
    change?: Change,
  ): Promise<Deployment>;
  deleteDeployment(endpointId: string, name: string, change?: Change): Promise<boolean>;
  /** Sends the traffic as given (percent, together 100 or 0) and waits until a read shows it. Nothing is sent when it is so already. */
  setTraffic(
    endpointId: string,
    traffic: Readonly<Record<string, number>>,
    wait?: Partial<Wait>,
  ): Promise<Endpoint>;
  /** Never fails for want of a log: the reason is then in the text. @param tail lines of each, default 50 */
  getLogs(endpointId: string, deployment: string, tail?: number): Promise<DeploymentLogs>;
  listKeys(endpointId: string): Promise<EndpointKeys>;
  /** What goes after `Bearer` in a request to the endpoint, whatever its authentication mode. */
  token(endpoint: Endpoint): Promise<string>;
}

const api = apiVersions.machineLearning;

/** @param waits for operations and for traffic to show */
export function createEndpoints(arm: Arm, cloud: Cloud, waits: Wait): Endpoints {
  const endpoints: Endpoints = {
    get: (id) => arm.get<Endpoint>(id, api),
    find: (id) => arm.find<Endpoint>(id, api),
    list: (workspaceId) => arm.list<Endpoint>(`${workspaceId}/onlineEndpoints`, api),
    put: (id, body, change) => arm.put<Endpoint>(id, api, body, change),
    update: async (id, edit, change) =>
      endpoints.put(id, edit(bodyOf(await endpoints.get(id))), change),
    patchTags: (id, tags, change) =>
      arm.patch<Endpoint>(id, api, { tags }, { retry: "safe", ...change }),
    delete: (id, change) => arm.delete(id, api, change),
    deployments: (id) => arm.list<Deployment>(`${id}/deployments`, api),
    deployment: (id, name) => arm.find<Deployment>(deploymentId(id, name), api),
    putDeployment: (id, name, body, change) =>
      arm.put<Deployment>(deploymentId(id, name), api, body, change),
    patchDeploymentTags: (id, name, tags, change) =>
      arm.patch<Deployment>(deploymentId(id, name), api, { tags }, { retry: "safe", ...change }),
    deleteDeployment: (id, name, change) => arm.delete(deploymentId(id, name), api, change),
    setTraffic: (id, traffic, wait = {}) =>
      setTraffic(endpoints, arm, id, traffic, { ...waits, ...wait }),
    getLogs: (id, deployment, tail = 50) => bothLogs(arm, deploymentId(id, deployment), tail),
    listKeys: (id) => arm.post<EndpointKeys>(`${id}/listKeys`, api, undefined, { retry: "safe" }),
    async token({ id, properties: { authMode } }) {
      if (authMode === "Key") return (await endpoints.listKeys(id)).primaryKey;
      return authMode === "AADToken" ? arm.http.token(cloud.mlScope) : amlToken(arm, id);
    },
  };
  return endpoints;
}

function deploymentId(endpointId: string, name: string): string {
  return `${endpointId}/deployments/${name}`;
}

async function amlToken(arm: Arm, endpointId: string): Promise<string> {
  const url = `${endpointId}/token`;
  const answer = await arm.post<{ readonly accessToken: string }>(url, api, undefined, {
    retry: "safe",
  });
  return answer.accessToken;
}

async function setTraffic(
  endpoints: Endpoints,
  arm: Arm,
  id: string,
  traffic: Readonly<Record<string, number>>,
  wait: Wait,
): Promise<Endpoint> {
  const wanted = withoutZeros(traffic);
  const before = await endpoints.get(id);
  if (isSameTraffic(before.properties.traffic, wanted)) return before;
  const body = bodyOf(before);
  await endpoints.put(id, { ...body, properties: { ...body.properties, traffic: wanted } }, wait);
  // An endpoint can report Succeeded before it shows what was set.
  return poll({
    ...wait,
    onState: undefined,
    what: `traffic ${JSON.stringify(wanted)} on ${id}`,
    read: () => endpoints.get(id),
    state: ({ properties }) => JSON.stringify(properties.traffic ?? {}),
    done: ({ properties }) => isSameTraffic(properties.traffic, wanted),
    clock: arm.http.clock,
  });
}

async function bothLogs(arm: Arm, id: string, tail: number): Promise<DeploymentLogs> {
  const [inferenceServer, storageInitializer] = await Promise.all([
    logsOf(arm, id, { tail }),
    logsOf(arm, id, { containerType: "StorageInitializer", tail }),
  ]);
  return { inferenceServer, storageInitializer };
}

async function logsOf(arm: Arm, id: string, body: object): Promise<string> {
  try {
    const { content } = await arm.post<{ readonly content?: string | null }>(
      `${id}/getLogs`,
      api,
      body,
      {
        retry: "safe",
      },
    );
    return redact(content ?? "");
  } catch (error) {
    // Logs explain another error: they must not take its place.
    return `(no log: ${error instanceof Error ? error.message : String(error)})`;
  }
}
