import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { baseModel, type ChatModel } from "../trainer/base-model";
import { childId } from "./arm-paths";
import { assetNameOf, type AssetName } from "./asset-names";
import { placeOf, readText } from "./asset-uris";
import { StepFailure } from "./job-data";
import { record, text } from "./read-body";
import { registryModel } from "./registry";
import { readFolder } from "./served-models";

/** A version of a model of the workspace that a job's input names. */
export interface ModelAsset extends AssetName {
  /** Undefined when the workspace has no such version. */
  readonly modelUri: string | undefined;
  readonly modelType: string;
}

/** The model version that a job's input names; undefined for any other address. */
export function modelAssetOf(
  uri: string,
  workspace: Resource,
  cloud: Cloud,
): ModelAsset | undefined {
  const asset = assetNameOf(uri, "models", workspace, cloud);
  if (!asset) return undefined;
  const found = asset.isOwn
    ? cloud.resources.get(childId(workspace, "models", asset.name, "versions", asset.version))
    : undefined;
  return {
    ...asset,
    modelUri: found && text(found.properties.modelUri),
    modelType: text(found?.properties.modelType),
  };
}

/** What a job trains on, loaded anew at each call: training changes it. */
export interface InputModel {
  readonly model: ChatModel;
  /** Registry name of the model that all training began with. */
  readonly baseName: string;
  /** For the log. */
  readonly title: string;
}

/** The model of a job's input: of the registry, or a folder of the workspace that a job wrote before. Throws a StepFailure. */
export async function loadInputModel(
  uri: string,
  workspace: Resource,
  cloud: Cloud,
): Promise<InputModel> {
  const known = registryModel(uri, cloud);
  if (known)
    return {
      model: baseModel(),
      baseName: known.name,
      title: `${known.name}, version ${known.version}`,
    };
  const place = placeOf(modelAssetOf(uri, workspace, cloud)?.modelUri ?? uri, workspace, cloud);
  if (!place) throw unread(uri, "it names no model of the workspace");
  try {
    const model = await readFolder(place, cloud);
    const config = await readText(
      { ...place, path: `${place.path}/data/config/config.json` },
      cloud,
    );
    const { _name_or_path: name } = record(JSON.parse(config ?? "{}"));
    return { model, baseName: text(name), title: uri };
  } catch (error) {
    throw unread(uri, error instanceof Error ? error.message : String(error));
  }
}

function unread(uri: string, reason: string): StepFailure {
  return new StepFailure(
    "ACFTValidationException",
    `The model '${uri}' cannot be loaded: ${reason}. Local Azure trains on models of the registry and on those that its own jobs made.`,
  );
}
