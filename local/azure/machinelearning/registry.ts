import { samePath } from "../arm/resource-id";
import { componentsAsOf, type RegistryComponent } from "../catalogue/registry-components";
import { modelsAsOf, type RegistryModel } from "../catalogue/registry-models";
import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call, Route } from "../http/route";
import { provider } from "./arm-paths";
import { tokenRoute } from "./data-plane";
import { MachineLearningError } from "./errors";
import { listed, listQuery } from "./list-versions";
import { listAnswer } from "./paging";

/** Where the registry itself lives in Azure; not the caller's subscription. */
const home = {
  subscriptionId: "6c6683e9-e5fe-4038-8519-ce6ebec2ba15",
  resourceGroup: "registry-builtin-prod-eastus-01",
  name: "azureml",
};
const base = `/mferp/managementfrontend/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${provider}/registries/{registry}`;
const more = { versions: ["2021-10-01-dataplanepreview"], query: listQuery };

/** The asset id of a registry's model or component. */
export function assetId(kind: "models" | "components", name: string, version: string): string {
  return `azureml://registries/${home.name}/${kind}/${name}/versions/${version}`;
}

const assetPattern =
  /^azureml:\/\/registries\/([^/]+)\/(models|components)\/([^/]+)\/(?:versions|labels)\/([^/]+)$/i;

/** A model of the registry by its asset id. */
export function registryModel(id: string, cloud: Cloud): RegistryModel | undefined {
  const [, registry, kind, name = "", version] = assetPattern.exec(id) ?? [];
  if (registry !== home.name || kind !== "models") return undefined;
  return modelsAsOf(cloud.config.asOf).find(
    (model) => samePath(model.name, name) && model.version === version,
  );
}

/** A component of the registry by its asset id. */
export function registryComponent(id: string, cloud: Cloud): RegistryComponent | undefined {
  const [, registry, kind, name = "", version] = assetPattern.exec(id) ?? [];
  if (registry !== home.name || kind !== "components") return undefined;
  return componentsAsOf(cloud.config.asOf).find(
    ({ spec }) => samePath(spec.name, name) && spec.version === version,
  );
}

function discovery(call: Call, cloud: Cloud): Response {
  checkRegistry(call.params.name ?? "");
  return json(200, {
    registryName: home.name,
    tenantId: cloud.config.tenantId,
    primaryRegion: "eastus",
    regions: ["eastus", "eastus2", "westus", "westus3", "westeurope", "swedencentral"],
    registryFqdns: {},
    subscriptionId: home.subscriptionId,
    resourceGroup: home.resourceGroup,
    workspaceName: "",
    primaryRegionResourceProviderUri: `${cloud.config.url}/`,
  });
}

function checkRegistry(name: string): void {
  if (samePath(name, home.name)) return;
  throw new MachineLearningError(404, "RegistryNotFound", `Registry with name ${name} not found.`);
}

/** Also refuses the caller's own subscription, which is not where the registry is. */
function checkHome({ params }: Call): void {
  checkRegistry(params.registry ?? "");
  const { subscriptionId = "", resourceGroupName = "" } = params;
  if (
    samePath(subscriptionId, home.subscriptionId) &&
    samePath(resourceGroupName, home.resourceGroup)
  )
    return;
  throw new MachineLearningError(
    404,
    "RegistryNotFound",
    `Registry azureml was not found in resource group ${resourceGroupName}.`,
  );
}

interface Item {
  readonly id: string;
  readonly name: string;
  readonly properties: Record<string, unknown> & { isArchived: boolean };
  readonly systemData: { readonly createdAt: string };
}

function models(call: Call, cloud: Cloud): Item[] {
  return modelsAsOf(cloud.config.asOf)
    .filter(({ name }) => samePath(name, call.params.name ?? ""))
    .map((model) => ({
      id: assetId("models", model.name, model.version),
      name: model.version,
      type: "models/versions",
      properties: {
        description: "",
        tags: model.tags,
        properties: {},
        isArchived: model.isArchived,
        isAnonymous: false,
        flavors: { hftransformersv2: { data: {} }, python_function: { data: {} } },
        modelType: "mlflow_model",
        modelUri: `${cloud.config.url}/registry/models/${model.name}/${model.version}`,
        jobName: null,
        intellectualProperty: null,
        ...systemMetadata(model),
      },
      systemData: { createdAt: `${model.created}T00:00:00.0000000Z` },
    }));
}

function systemMetadata({ supportedComputes, retirement }: RegistryModel): object {
  if (!supportedComputes) return {};
  const time = (day: string) => `${day}T00:00:00.000000Z`;
  const deprecation = retirement && {
    finetuneRetirementDate: time(retirement.finetune),
    inferenceRetirementDate: time(retirement.inference),
  };
  return { systemMetadata: { supportedComputes, ...(deprecation ? { deprecation } : {}) } };
}

function components(call: Call, cloud: Cloud): Item[] {
  return componentsAsOf(cloud.config.asOf)
    .filter(({ spec }) => samePath(spec.name, call.params.name ?? ""))
    .map(({ spec, created }) => ({
      id: assetId("components", spec.name, spec.version),
      name: spec.version,
      type: "components/versions",
      properties: {
        description: "",
        tags: {},
        properties: {},
        isArchived: false,
        isAnonymous: false,
        componentSpec: spec,
      },
      systemData: { createdAt: `${created}T00:00:00.0000000Z` },
    }));
}

function routesOf(kind: "models" | "components", items: typeof models): Route[] {
  const path = `${base}/${kind}/{name}/versions`;
  return [
    tokenRoute(
      "GET",
      path,
      (call, cloud) => {
        checkHome(call);
        return listAnswer(call, cloud, listed(items(call, cloud), call));
      },
      more,
    ),
    tokenRoute(
      "GET",
      `${path}/{version}`,
      (call, cloud) => {
        checkHome(call);
        const { name = "", version = "" } = call.params;
        const item = items(call, cloud).find((one) => one.name === version);
        if (item) return json(200, item);
        const what = `Asset ${name} with version ${version} of registry azureml was not found.`;
        throw new MachineLearningError(404, "UserError", what);
      },
      more,
    ),
  ];
}

export const registryRoutes: readonly Route[] = [
  tokenRoute("GET", "/registrymanagement/v1.0/registries/{name}/discovery", discovery),
  ...routesOf("models", models),
  ...routesOf("components", components),
];
