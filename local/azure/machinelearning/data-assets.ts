import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { childId } from "./arm-paths";
import { text } from "./read-body";

/** A version of a data asset that something refers to. */
export interface DataAsset {
  readonly name: string;
  readonly version: string;
  /** Undefined when the workspace has no such version. */
  readonly dataUri: string | undefined;
  readonly dataType: string;
  /** As run history names it. */
  readonly assetId: string;
}

const shortName = /^azureml:(?!\/)([^/:@]+):([^/:@]+)$/;
const armId =
  /^(?:azureml:)?\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)\/data\/([^/]+)\/versions\/([^/]+)$/i;
const assetUri =
  /^azureml:\/\/(?:locations\/[^/]+|subscriptions\/[^/]+\/resourcegroups\/[^/]+(?:\/providers\/Microsoft\.MachineLearningServices)?)\/workspaces\/([^/]+)\/data\/([^/]+)\/versions\/([^/]+)$/i;

/**
 * The data asset that a job's input names: by ARM id as azure-ai-ml sends it, `azureml:name:version` or an `azureml://` id.
 * Undefined for any other address.
 */
export function dataAssetOf(
  uri: string,
  workspace: Resource,
  { resources, config }: Cloud,
): DataAsset | undefined {
  const [, ...short] = shortName.exec(uri) ?? [];
  const [, owner = workspace.name, ...long] = armId.exec(uri) ?? assetUri.exec(uri) ?? [];
  const [name, version] = [...short, ...long];
  if (name === undefined || version === undefined) return undefined;
  const guid = text(workspace.properties.workspaceId);
  const isOwn = samePath(owner, workspace.name) || samePath(owner, guid);
  const found = isOwn
    ? resources.get(childId(workspace, "data", name, "versions", version))
    : undefined;
  return {
    name,
    version,
    dataUri: found && text(found.properties.dataUri),
    dataType: text(found?.properties.dataType),
    assetId: `azureml://locations/${config.location}/workspaces/${guid}/data/${name}/versions/${version}`,
  };
}
