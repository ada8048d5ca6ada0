import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { placeOf } from "./asset-uris";
import { dataAssetOf } from "./data-assets";
import { userError } from "./errors";
import { modelAssetOf } from "./input-models";
import { registryModel } from "./registry";

interface Where {
  readonly workspace: Resource;
  readonly cloud: Cloud;
}

const modelTypes = ["mlflow_model", "custom_model", "triton_model"];

/** Refuses an input that names nothing that the workspace or the registry has, or something of another type. */
export function checkUri(input: string, uri: string, type: string, where: Where): void {
  const { workspace, cloud } = where;
  if (uri.startsWith("azureml://registries/")) {
    if (registryModel(uri, cloud)) return;
    throw userError(`Asset '${uri}' of input '${input}' was not found.`);
  }
  const asset = assetOf(uri, type, where);
  if (asset && asset.uri === undefined)
    throw userError(`${asset.title} of input '${input}' was not found.`, {
      details: [{ code: "NotFound", message: `Unknown ${asset.kind} asset '${uri}'.` }],
    });
  if (asset && asset.type !== type)
    throw userError(
      `${asset.title} of input '${input}' has the type '${asset.type}', not '${type}'.`,
    );
  if (placeOf(asset?.uri ?? uri, workspace, cloud)) return;
  throw userError(`The uri '${uri}' of input '${input}' names no data that the workspace knows.`);
}

interface Asset {
  readonly kind: "data" | "model";
  readonly title: string;
  readonly type: string;
  readonly uri: string | undefined;
}

function assetOf(uri: string, type: string, { workspace, cloud }: Where): Asset | undefined {
  const model = modelTypes.includes(type) ? modelAssetOf(uri, workspace, cloud) : undefined;
  if (model)
    return {
      kind: "model",
      title: `Model ${model.name}:${model.version}`,
      type: model.modelType,
      uri: model.modelUri,
    };
  const data = dataAssetOf(uri, workspace, cloud);
  return (
    data && {
      kind: "data",
      title: `Data ${data.name}:${data.version}`,
      type: data.dataType,
      uri: data.dataUri,
    }
  );
}

/** Refuses the component's other ways to name a model, which are not emulated. */
export function checkModelInputs(
  values: Readonly<Record<string, string>>,
  uris: Readonly<Record<string, string>>,
): void {
  const other = ["huggingface_id", "pytorch_model_path"].find(
    (name) => (values[name] ?? "") !== "" || uris[name] !== undefined,
  );
  if (other === undefined) return;
  throw new AzureError(
    501,
    "NotImplemented",
    `Local Azure does not emulate the input '${other}'; mlflow_model_path names a model of the registry or of the workspace.`,
  );
}
