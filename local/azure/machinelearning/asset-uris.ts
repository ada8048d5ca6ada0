import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { childId } from "./arm-paths";
import { dataAssetOf } from "./data-assets";
import { datastorePlace, type BlobPlace } from "./datastores";
import { record, text } from "./read-body";

/** Where an asset's file or folder lies; a folder's path has no slash at its end. */
export interface DataPlace extends BlobPlace {
  readonly path: string;
}

const shortStore = /^azureml:\/\/datastores\/([^/]+)\/paths\/(.+)$/i;
const longStore =
  /^azureml:\/\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/([^/]+)\/datastores\/([^/]+)\/paths\/(.+)$/i;
const jobOutput = /^azureml:\/\/jobs\/([^/]+)\/outputs\/([^/]+)(?:\/paths\/(.*))?$/i;

/** Where the output of a job lies on the default datastore when its URI was left to the service. */
export function outputPath(job: string, output: string): string {
  return `azureml/${job}/${output}/`;
}

/** Name of the datastore that a URI names; undefined for other addresses, and for another workspace's. */
export function datastoreOfUri(uri: string, workspace: Resource): string | undefined {
  const [, shortName] = shortStore.exec(uri) ?? [];
  const [, workspaceName = "", longName] = longStore.exec(uri) ?? [];
  return shortName ?? (samePath(workspaceName, workspace.name) ? longName : undefined);
}

/** Finds the place that a URI or data asset names, without looking whether anything is there. Undefined when it names none. */
export function placeOf(uri: string, workspace: Resource, cloud: Cloud): DataPlace | undefined {
  const asset = dataAssetOf(uri, workspace, cloud);
  if (asset)
    return asset.dataUri === undefined ? undefined : placeOf(asset.dataUri, workspace, cloud);
  const [, jobName, output, below = ""] = jobOutput.exec(uri) ?? [];
  if (jobName !== undefined && output !== undefined)
    return outputOf(jobName, output, below, workspace, cloud);
  const [, workspaceName, longName, longPath] = longStore.exec(uri) ?? [];
  if (workspaceName !== undefined && !samePath(workspaceName, workspace.name)) return undefined;
  const [, shortName, shortPath] = shortStore.exec(uri) ?? [];
  const path = longPath ?? shortPath;
  if (path !== undefined) {
    const place = datastorePlace(workspace, longName ?? shortName ?? "", cloud);
    return place && { ...place, path: path.replace(/\/+$/, "") };
  }
  return blobUrl(uri, cloud);
}

function outputOf(
  jobName: string,
  output: string,
  below: string,
  workspace: Resource,
  cloud: Cloud,
): DataPlace | undefined {
  const job = cloud.resources.get(childId(workspace, "jobs", jobName));
  const uri = text(record(record(job?.properties.outputs)[output]).uri);
  const place = uri === "" ? undefined : placeOf(uri, workspace, cloud);
  const path = [place?.path ?? "", below.replace(/\/+$/, "")].filter((part) => part !== "");
  return place && { ...place, path: path.join("/") };
}

/** `{url}/{account}/{container}/{path}`, or the account as a host of the storage suffix. */
function blobUrl(uri: string, cloud: Cloud): DataPlace | undefined {
  const { url, suffixes } = cloud.config;
  if (!URL.canParse(uri)) return undefined;
  const { origin, host, pathname } = new URL(uri);
  const parts = decodeURIComponent(pathname)
    .split("/")
    .filter((part) => part !== "");
  const ending = `.blob.${suffixes.storage}`;
  const account = origin === url ? parts.shift() : host.replace(ending, "");
  const container = parts.shift();
  if (account === undefined || container === undefined) return undefined;
  if (origin !== url && !host.endsWith(ending)) return undefined;
  return { account, container, path: parts.join("/") };
}

/** Whether a blob of that name, or a folder with something in it, is there. */
export async function isThere(
  { account, container, path }: DataPlace,
  cloud: Cloud,
): Promise<boolean> {
  const found = await cloud.blobs.list(account, container, path);
  return found.some(({ name }) => name === path || name.startsWith(`${path}/`));
}

/** The content of a blob as text; undefined when there is none. */
export async function readText(place: DataPlace, cloud: Cloud): Promise<string | undefined> {
  const stream = await cloud.blobs.get(place.account, place.container, place.path);
  return stream === undefined ? undefined : await new Response(stream).text();
}
