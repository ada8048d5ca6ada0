import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { childId } from "./arm-paths";
import { assetNameOf, type AssetName } from "./asset-names";
import { text } from "./read-body";

/** A version of a data asset that something refers to. */
export interface DataAsset extends AssetName {
  /** Undefined when the workspace has no such version. */
  readonly dataUri: string | undefined;
  readonly dataType: string;
}

/** The data asset that a job's input names; undefined for any other address. */
export function dataAssetOf(uri: string, workspace: Resource, cloud: Cloud): DataAsset | undefined {
  const asset = assetNameOf(uri, "data", workspace, cloud);
  if (!asset) return undefined;
  const found = asset.isOwn
    ? cloud.resources.get(childId(workspace, "data", asset.name, "versions", asset.version))
    : undefined;
  return {
    ...asset,
    dataUri: found && text(found.properties.dataUri),
    dataType: text(found?.properties.dataType),
  };
}
