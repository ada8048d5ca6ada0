import type { Azure } from "../../azure/client";
import type { RegistryComponent, RegistryModel } from "../../azure/registry-assets";
import { displayName } from "./display-name";
import { pipelineJobBody } from "./job-body";
import { effectiveParameters } from "./parameters";

export interface JobSettings {
  readonly workspaceId: string;
  readonly computeName: string;
  readonly registry: string;
  readonly model: Asset;
  readonly component: Asset;
  readonly trainUri: string;
  readonly trainHash: string;
  readonly testUri: string;
  readonly testHash: string;
  readonly experiment: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly overrides: Readonly<Record<string, string | number>>;
  readonly numNodes: number;
  readonly attempts: number;
}

interface Asset {
  readonly name: string;
  readonly version: string;
}

/** What an earlier submit resolved. */
interface Resolved {
  readonly model: Asset;
  readonly component: Asset;
  readonly registry: string;
  readonly baseModelId: string;
  readonly componentId: string;
}

/** A job that is ready to be sent. */
export interface JobPlan {
  readonly modelId: string;
  readonly componentId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly displayName: string;
  readonly body: (tags: Readonly<Record<string, string>>) => ReturnType<typeof pipelineJobBody>;
}

/** Looks up model, component and cluster, merges the parameters, refuses what the component would. */
export async function prepareJob(
  azure: Azure,
  settings: JobSettings,
  earlier: Resolved | undefined,
  log: (line: string) => void,
): Promise<JobPlan> {
  const { registry, model, component } = settings;
  const [foundModel, foundComponent, size] = await Promise.all([
    azure.registry.model(registry, model.name, versionOf(settings, earlier, "model")),
    azure.registry.component(registry, component.name, versionOf(settings, earlier, "component")),
    clusterSize(azure, settings),
  ]);
  refuseSize(foundModel, size.name);
  const values = mergedParameters(settings, foundModel, foundComponent, log);
  const title = displayName(model.name, values, size.gpus);
  const ids = { modelId: foundModel.id, componentId: foundComponent.id };
  return {
    ...ids,
    parameters: values,
    displayName: title,
    body: (tags) =>
      pipelineJobBody({
        displayName: title,
        experiment: settings.experiment,
        componentName: component.name,
        ...ids,
        trainUri: settings.trainUri,
        testUri: settings.testUri,
        computeName: settings.computeName,
        gpusPerNode: size.gpus,
        parameters: values,
        tags,
      }),
  };
}

function mergedParameters(
  settings: JobSettings,
  model: RegistryModel,
  component: RegistryComponent,
  log: (line: string) => void,
): Readonly<Record<string, string>> {
  const { values, notes, problems } = effectiveParameters({
    proposed: { ...settings.parameters, num_nodes_finetune: settings.numNodes },
    modelDefaults: model.defaults,
    explicit: settings.overrides,
    inputs: component.inputs,
  });
  notes.forEach(log);
  if (problems.length === 0) return values;
  throw new Error(`component '${component.id}' would refuse the job:\n  ${problems.join("\n  ")}`);
}

/** `latest` is what it was at the first submit, as long as that setting is the same: a second `up` must change nothing. */
function versionOf(
  settings: JobSettings,
  earlier: Resolved | undefined,
  part: "model" | "component",
): string {
  const asked = settings[part];
  const before = earlier?.[part];
  const kept = earlier?.[part === "model" ? "baseModelId" : "componentId"];
  const unchanged =
    asked.version === "latest" &&
    before?.version === "latest" &&
    before.name === asked.name &&
    earlier?.registry === settings.registry;
  return (unchanged ? kept?.split("/").at(-1) : undefined) ?? asked.version;
}

interface ClusterSize {
  readonly name: string;
  readonly gpus: number;
}

async function clusterSize(
  azure: Azure,
  { workspaceId, computeName }: JobSettings,
): Promise<ClusterSize> {
  const [cluster, workspace] = await Promise.all([
    azure.computes.get(workspaceId, computeName),
    azure.workspaces.get(workspaceId),
  ]);
  if (cluster.properties.provisioningState === "Failed") {
    throw new Error(
      `cluster '${computeName}' is Failed; delete it in the studio or run 'pulumi refresh', then up`,
    );
  }
  const sizes = await azure.quota.vmSizes(workspace.location);
  const vmSize = cluster.properties.properties?.vmSize ?? "";
  const size = sizes.find(({ name }) => sameSize(name, vmSize));
  if (size) return size;
  throw new Error(
    `cluster '${computeName}' has size '${vmSize}', which '${workspace.location}' does not offer; offered: ${sizes.map(({ name }) => name).join(", ")}`,
  );
}

/** Where the publisher says nothing, the tutorial's list of sizes without enough memory is refused (row A5). */
const tooSmall = ["standard_nc6", "standard_nc12", "standard_nc24", "standard_nc24r"];

function refuseSize({ id, finetuneSizes }: RegistryModel, size: string): void {
  const allowed = finetuneSizes
    ? finetuneSizes.some((one) => sameSize(one, size))
    : !tooSmall.includes(size.toLowerCase());
  if (allowed) return;
  const list = finetuneSizes ? `; its publisher allows: ${finetuneSizes.join(", ")}` : "";
  throw new Error(`'${id}' cannot be fine-tuned on '${size}'${list}. Change cluster.vmSize`);
}

function sameSize(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
