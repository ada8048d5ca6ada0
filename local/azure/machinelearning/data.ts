import { z } from "zod";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { arm, childId, dataType, dataVersionType, workspaceOf, workspacePath } from "./arm-paths";
import { datastoreOfUri } from "./asset-uris";
import { dataAssetOf } from "./data-assets";
import { assetName, removeAsset, versionSummary, versionsOf } from "./asset-versions";
import { invalidRequest, notFound, userError } from "./errors";
import { hasPairs } from "./list-filters";
import { listed, shown } from "./list-versions";
import { listAnswer } from "./paging";
import { optionalMap, readBody, text } from "./read-body";
import { systemData } from "./system-data";

/** Azure/azureml-assets#295: "Argument 'version' exceeded maximum length of 30 for DatasetId". */
const longestVersion = 30;

const common = {
  dataType: z.enum(["uri_file", "uri_folder", "mltable"]),
  description: z.string().nullish(),
  tags: optionalMap,
  properties: optionalMap,
  isArchived: z.boolean().default(false),
};
const containerBody = z.looseObject({ properties: z.looseObject(common) });
const versionBody = z.looseObject({
  properties: z.looseObject({
    ...common,
    dataUri: z.string().regex(/[a-zA-Z0-9_]/),
    isAnonymous: z.boolean().default(false),
  }),
});

function containerId(call: Call, cloud: Cloud): string {
  return childId(workspaceOf(call, cloud), "data", call.params.name ?? "");
}

const versionId = (call: Call, cloud: Cloud): string =>
  `${containerId(call, cloud)}/versions/${call.params.version ?? ""}`;

function checkName({ params }: Call): void {
  const { name = "", version } = params;
  if (!assetName.test(name) || !assetName.test(version ?? "1"))
    throw invalidRequest("InvalidAssetName", `The asset name '${name}:${version}' is invalid.`);
  if ((version ?? "").length > longestVersion)
    throw userError(
      `Argument 'version' exceeded maximum length of ${longestVersion} for DatasetId`,
    );
}

async function putVersion(call: Call, cloud: Cloud): Promise<Response> {
  checkName(call);
  const { properties } = await readBody(call, versionBody);
  const [id, container] = [versionId(call, cloud), containerId(call, cloud)];
  const before = cloud.resources.get(id);
  checkUri(properties.dataUri, workspaceOf(call, cloud), cloud);
  if (before && before.properties.dataUri !== properties.dataUri)
    throw userError("Asset paths cannot be updated.");
  checkType(properties.dataType, container, cloud);
  const resource: Resource = {
    id,
    name: call.params.version ?? "",
    type: dataVersionType,
    properties: { ...properties, description: properties.description ?? null },
    systemData: systemData(call, before, cloud),
  };
  cloud.store.transaction(() => {
    if (!cloud.resources.get(container)) putNewContainer(call, properties, cloud);
    cloud.resources.put(resource);
  });
  return json(before ? 200 : 201, resource);
}

/** Any address is taken without a look at what is there, but a datastore has to be the workspace's own. */
function checkUri(uri: string, workspace: Resource, cloud: Cloud): void {
  if (!URL.canParse(uri) || dataAssetOf(uri, workspace, cloud))
    throw userError(`The uri '${uri}' is not the address of a file or folder.`);
  const store = datastoreOfUri(uri, workspace);
  if (store === undefined || cloud.resources.get(childId(workspace, "datastores", store))) return;
  throw userError(`Could not find datastore with name: ${store}.`, {
    details: [{ code: "NotFound", message: `Could not find datastore with name: ${store}.` }],
  });
}

function checkType(asked: string, container: string, cloud: Cloud): void {
  const kept = cloud.resources.get(container)?.properties.dataType;
  if (kept === undefined || kept === asked) return;
  throw userError(
    `The data type of an asset cannot be changed: it is '${text(kept)}', not '${asked}'.`,
  );
}

function putNewContainer(
  call: Call,
  { dataType: kind }: { readonly dataType: string },
  cloud: Cloud,
): void {
  const properties = { description: null, tags: {}, properties: {}, isArchived: false };
  cloud.resources.put({
    id: containerId(call, cloud),
    name: call.params.name ?? "",
    type: dataType,
    properties: { ...properties, dataType: kind },
    systemData: systemData(call, undefined, cloud),
  });
}

async function putContainer(call: Call, cloud: Cloud): Promise<Response> {
  checkName(call);
  const id = containerId(call, cloud);
  const before = cloud.resources.get(id);
  const { properties } = await readBody(call, containerBody);
  checkType(properties.dataType, id, cloud);
  const name = call.params.name ?? "";
  const made = systemData(call, before, cloud);
  cloud.resources.put({ id, name, type: dataType, properties, systemData: made });
  return json(before ? 200 : 201, containerView(cloud.resources.need(id), cloud));
}

function containerView(container: Resource, cloud: Cloud): Resource {
  const summary = versionSummary(versionsOf(dataVersionType, container.id, cloud));
  return { ...container, properties: { ...container.properties, ...summary } };
}

function need(id: string, { params }: Call, cloud: Cloud): Resource {
  const resource = cloud.resources.get(id);
  if (resource) return resource;
  const { name = "", version } = params;
  throw notFound(`Data ${name}${version === undefined ? "" : `:${version}`} was not found.`);
}

const path = `${workspacePath}/data`;

export const dataRoutes: readonly Route[] = [
  arm("PUT", `${path}/{name}`, putContainer),
  arm("GET", `${path}/{name}`, (call, cloud) =>
    json(200, containerView(need(containerId(call, cloud), call, cloud), cloud)),
  ),
  arm("DELETE", `${path}/{name}`, (call, cloud) => removeAsset(containerId(call, cloud), cloud)),
  arm(
    "GET",
    path,
    (call, cloud) => {
      const all = cloud.resources.list(dataType, workspaceOf(call, cloud).id);
      const value = shown(all, call).map((one) => containerView(one, cloud));
      return listAnswer(call, cloud, value);
    },
    ["$skip", "listViewType"],
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
      const { id } = need(containerId(call, cloud), call, cloud);
      const versions = versionsOf(dataVersionType, id, cloud);
      const tags = call.query.get("$tags");
      const value = listed(versions, call).filter(({ properties }) =>
        hasPairs(properties.tags, tags),
      );
      return listAnswer(call, cloud, value);
    },
    ["$orderBy", "$top", "$skip", "$tags", "listViewType"],
  ),
];
