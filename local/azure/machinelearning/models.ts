import { z } from "zod";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, modelType, modelVersionType, workspaceOf, workspacePath } from "./arm-paths";
import { isThere, placeOf } from "./asset-uris";
import { invalidRequest, notFound, userError } from "./errors";
import { assetName, removeAsset, versionSummary, versionsOf } from "./asset-versions";
import { listed, listQuery, shown } from "./list-versions";
import { datastoreUri } from "./model-uris";
import { keepVersion, versionIdOf } from "./model-versions";
import { listAnswer } from "./paging";
import { optionalMap, readBody } from "./read-body";
import { systemData } from "./system-data";

const modelTypes = ["custom_model", "mlflow_model", "triton_model"];

const common = {
  description: z.string().nullish(),
  tags: optionalMap,
  properties: optionalMap,
  isArchived: z.boolean().default(false),
};
const versionBody = z.looseObject({
  properties: z.looseObject({
    ...common,
    isAnonymous: z.boolean().default(false),
    modelType: z.string().default("custom_model"),
    modelUri: z.string().optional(),
    jobName: z.string().nullish(),
    flavors: z.record(z.string(), z.unknown()).nullish(),
    stage: z.string().nullish(),
  }),
});
const containerBody = z.looseObject({ properties: z.looseObject(common) });

function containerId(call: Call, cloud: Cloud): string {
  return childId(workspaceOf(call, cloud), "models", call.params.name ?? "");
}

async function putVersion(call: Call, cloud: Cloud): Promise<Response> {
  const workspace = workspaceOf(call, cloud);
  const { name = "", version = "" } = call.params;
  if (!assetName.test(name) || !assetName.test(version))
    throw invalidRequest("InvalidAssetName", `The asset name '${name}:${version}' is invalid.`);
  const { properties } = await readBody(call, versionBody);
  const id = versionIdOf({ workspace, name, version });
  const before = cloud.resources.get(id);
  const modelUri = await checkUri(properties.modelUri, workspace, cloud);
  checkTypeAndChange({ modelUri, modelType: properties.modelType }, before);
  const kept = {
    ...properties,
    description: properties.description ?? null,
    modelUri,
    jobName: jobOf(properties, before),
    flavors: properties.flavors ?? before?.properties.flavors ?? {},
    stage: properties.stage ?? null,
  };
  const made = systemData(call, before, cloud);
  const resource = keepVersion(
    { workspace, name, version, properties: kept, systemData: made },
    cloud,
  );
  return json(before ? 200 : 201, resource);
}

/** The job that a version comes from: its address names one, else whoever registers it does. */
function jobOf(
  {
    modelUri = "",
    jobName,
  }: { modelUri?: string | undefined; jobName?: string | null | undefined },
  before: Resource | undefined,
): unknown {
  const [, named] = /^azureml:\/\/jobs\/([^/]+)\//.exec(modelUri) ?? [];
  return named ?? jobName ?? before?.properties.jobName ?? null;
}

function checkTypeAndChange(
  { modelUri, modelType }: { modelUri: string; modelType: string },
  before: Resource | undefined,
): void {
  if (!modelTypes.includes(modelType))
    throw userError(`The model type '${modelType}' is not one of ${modelTypes.join(", ")}.`);
  if (before && before.properties.modelUri !== modelUri)
    throw userError("Asset paths cannot be updated.", { target: "modelUri" });
  if (before && before.properties.modelType !== modelType)
    throw userError("The type of a model version cannot be updated.", { target: "modelType" });
}

/**
 * The URI as it is kept; refused when it names nothing that is there. A job's output becomes the place where it lies:
 * `models.download` of the SDK reads no other form back.
 */
async function checkUri(
  uri: string | undefined,
  workspace: Resource,
  cloud: Cloud,
): Promise<string> {
  if (uri === undefined || uri === "")
    throw userError("modelUri is needed.", { target: "modelUri" });
  const place = placeOf(uri, workspace, cloud);
  if (place && (await isThere(place, cloud)))
    return /^azureml:\/\/jobs\//i.test(uri) ? datastoreUri(place, workspace) : uri;
  throw userError(`The asset path '${uri}' does not exist.`, {
    target: "modelUri",
    details: [{ code: "NotFound", message: "No artifact was found under the given path." }],
  });
}

async function putContainer(call: Call, cloud: Cloud): Promise<Response> {
  const id = containerId(call, cloud);
  const name = call.params.name ?? "";
  if (!assetName.test(name))
    throw invalidRequest("InvalidAssetName", `The asset name '${name}' is invalid.`);
  const before = cloud.resources.get(id);
  const { properties } = await readBody(call, containerBody);
  // older releases of azure-ai-ml cannot read a container without system data
  const made = systemData(call, before, cloud);
  cloud.resources.put({ id, name, type: modelType, properties, systemData: made });
  const stored = cloud.resources.need(id);
  return json(before ? 200 : 201, containerView(stored, cloud));
}

function containerView(container: Resource, cloud: Cloud): Resource {
  const summary = versionSummary(versionsOf(modelVersionType, container.id, cloud));
  return {
    ...container,
    properties: { ...container.properties, ...summary, provisioningState: "Succeeded" },
  };
}

function need(id: string, call: Call, cloud: Cloud): Resource {
  const resource = cloud.resources.get(id);
  if (resource) return resource;
  const { name = "", version } = call.params;
  throw notFound(`Model ${name}${version === undefined ? "" : `:${version}`} was not found.`);
}

const versionId = (call: Call, cloud: Cloud): string =>
  `${containerId(call, cloud)}/versions/${call.params.version ?? ""}`;

const path = `${workspacePath}/models`;

export const modelRoutes: readonly Route[] = [
  arm("PUT", `${path}/{name}`, putContainer),
  arm("GET", `${path}/{name}`, (call, cloud) =>
    json(200, containerView(need(containerId(call, cloud), call, cloud), cloud)),
  ),
  arm("DELETE", `${path}/{name}`, (call, cloud) => removeAsset(containerId(call, cloud), cloud)),
  arm(
    "GET",
    path,
    (call, cloud) => {
      const all = cloud.resources.list(modelType, workspaceOf(call, cloud).id);
      const value = shown(all, call).map((one) => containerView(one, cloud));
      return listAnswer(call, cloud, value);
    },
    ["$skip", "count", "listViewType"],
  ),
  arm("PUT", `${path}/{name}/versions/{version}`, putVersion),
  arm("GET", `${path}/{name}/versions/{version}`, (call, cloud) =>
    json(200, need(versionId(call, cloud), call, cloud)),
  ),
  arm("DELETE", `${path}/{name}/versions/{version}`, (call, cloud) =>
    removeAsset(versionId(call, cloud), cloud),
  ),
  arm(
    "GET",
    `${path}/{name}/versions`,
    (call, cloud) => {
      const container = need(containerId(call, cloud), call, cloud);
      return listAnswer(
        call,
        cloud,
        listed(versionsOf(modelVersionType, container.id, cloud), call),
      );
    },
    listQuery,
  ),
];
