import { samePath } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { text } from "./read-body";

/** A version of an asset that something refers to. */
export interface AssetName {
  readonly name: string;
  readonly version: string;
  /** Whether it is meant to be in this workspace. */
  readonly isOwn: boolean;
  /** As run history names it. */
  readonly assetId: string;
}

const shortName = /^azureml:(?!\/)([^/:@]+):([^/:@]+)$/;
const armId =
  /^(?:azureml:)?\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)\/(data|models)\/([^/]+)\/versions\/([^/]+)$/i;
const assetUri =
  /^azureml:\/\/(?:locations\/[^/]+|subscriptions\/[^/]+\/resourcegroups\/[^/]+(?:\/providers\/Microsoft\.MachineLearningServices)?)\/workspaces\/([^/]+)\/(data|models)\/([^/]+)\/versions\/([^/]+)$/i;

/**
 * The asset that a job's input names: by ARM id as azure-ai-ml sends it, `azureml:name:version` or an `azureml://` id.
 * The short form tells nothing of the kind. Undefined for any other address.
 */
export function assetNameOf(
  uri: string,
  kind: "data" | "models",
  workspace: Resource,
  { config }: Cloud,
): AssetName | undefined {
  const [, ...short] = shortName.exec(uri) ?? [];
  const [, owner = workspace.name, itsKind = kind, ...long] =
    armId.exec(uri) ?? assetUri.exec(uri) ?? [];
  const [name, version] = [...short, ...long];
  if (name === undefined || version === undefined || !samePath(itsKind, kind)) return undefined;
  const guid = text(workspace.properties.workspaceId);
  return {
    name,
    version,
    isOwn: samePath(owner, workspace.name) || samePath(owner, guid),
    assetId: `azureml://locations/${config.location}/workspaces/${guid}/${kind}/${name}/versions/${version}`,
  };
}
