import type { Azure } from "../../azure/client";
import { apiVersions } from "../../catalog/api-versions";
import { placeOfDataUri, type DataVersion } from "../../azure/data-assets";
import type { Context } from "../context";
import { hasTags, ownerTags } from "../owner-tags";

/** Which content a data asset stands for. */
export interface AssetOf {
  readonly workspaceId: string;
  readonly datastore: string;
  readonly assetName: string;
  /** Of the content, 64 hexadecimal digits. */
  readonly hash: string;
}

/**
 * The content's hash, short enough: Azure takes 30 characters (Azure/azureml-assets#295). 64 bits are enough for the
 * versions of one name, and a version that belongs to other content is found by its path.
 */
export function assetVersion(hash: string): string {
  return hash.slice(0, 16);
}

/**
 * Where the content lies in the datastore. A version keeps its path for ever, so what was registered first decides also
 * when the same content comes from a file with another name.
 * @throws Error when the version belongs to something else
 */
export function blobPathOf(
  asset: DataVersion | undefined,
  { datastore, assetName, hash }: AssetOf,
  fileName: string,
): string {
  const folder = `LocalUpload/${hash}/`;
  if (!asset) return `${folder}${fileName}`;
  const { dataUri } = asset.properties;
  const place = placeOfDataUri(dataUri);
  if (place?.datastore === datastore && place.path.startsWith(folder)) return place.path;
  throw new Error(
    `data asset '${assetName}' version '${asset.name}' was made by someone else: it points at '${dataUri}', not below '${folder}' in datastore '${datastore}', and Azure never changes that. Delete it: az rest --method delete --url "${asset.id}?api-version=${apiVersions.machineLearning}"`,
  );
}

/** Registers the content under its version, or gives the version that is there our labels. */
export async function registerAsset(
  azure: Azure,
  { workspaceId, assetName, hash }: AssetOf,
  { found, uri }: { readonly found: DataVersion | undefined; readonly uri: string },
  { owner, log }: Context,
): Promise<DataVersion> {
  const tags = ownerTags(owner);
  const version = assetVersion(hash);
  if (found && hasTags(found.properties.tags, tags)) return found;
  const { description, properties, isArchived } = found?.properties ?? {};
  const asset = await azure.dataAssets.put(workspaceId, assetName, version, {
    dataType: "uri_file",
    dataUri: found?.properties.dataUri ?? uri,
    isArchived: isArchived ?? false,
    properties: { ...properties },
    tags: { ...found?.properties.tags, ...tags },
    ...(description ? { description } : {}),
  });
  log(
    `data asset '${assetName}' version '${version}' ${found ? "has new labels" : "is registered"}`,
  );
  return asset;
}
