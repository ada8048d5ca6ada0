import { parentScope } from "../arm/resource-id";
import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { AzureError } from "../http/azure-error";
import { childId, modelVersionType } from "./arm-paths";
import { assetName, versionSummary, versionsOf } from "./asset-versions";
import { placeOf } from "./asset-uris";
import { invalidRequest } from "./errors";
import type { PipelineJob } from "./job-body";
import { datastoreUri } from "./model-uris";
import { keepVersion, versionIdOf } from "./model-versions";
import { record, text } from "./read-body";

/** The name under which a job registers its model, and the version if it is not left to the service. */
export interface NamedOutput {
  readonly name: string;
  readonly version?: string;
}

function notEmulated(what: string): AzureError {
  return new AzureError(501, "NotImplemented", `Local Azure does not emulate ${what}.`);
}

/** What the output says that gets the model, on the pipeline or else on its node; checked. 501 for a name of any other output. */
export function namedOutput(
  job: PipelineJob,
  modelOutput: string | undefined,
  workspace: Resource,
  cloud: Cloud,
): NamedOutput | undefined {
  const outer = Object.entries(job.outputs).map(
    ([output, one]) => [output, one.assetName ?? "", one.assetVersion ?? ""] as const,
  );
  const other = outer.find(([output, name]) => name !== "" && output !== modelOutput);
  if (other) throw notEmulated(`the registration of the job's output '${other[0]}'`);
  const [, ofPipeline = "", itsVersion = ""] =
    outer.find(([output]) => output === modelOutput) ?? [];
  const nodes = Object.values(job.jobs).flatMap(({ outputs }) => Object.entries(outputs));
  for (const [output, { name }] of nodes)
    if (text(name) !== "" && output !== "mlflow_model_folder")
      throw notEmulated(`the registration of the node's output '${output}'`);
  const ofNode = nodes.find(([output]) => output === "mlflow_model_folder")?.[1];
  const name = ofPipeline || text(ofNode?.name);
  if (name === "") return undefined;
  const version = ofPipeline === "" ? text(ofNode?.version) : itsVersion;
  return checked({ name, ...(version === "" ? {} : { version }) }, workspace, cloud);
}

function checked({ name, version }: NamedOutput, workspace: Resource, cloud: Cloud): NamedOutput {
  if (!assetName.test(name) || !assetName.test(version ?? "1"))
    throw invalidRequest("InvalidAssetName", `The asset name '${name}:${version}' is invalid.`);
  if (version === undefined) return { name };
  if (cloud.resources.get(versionIdOf({ workspace, name, version })))
    throw notEmulated(`a job's output with the name of a model that is there, ${name}:${version}`);
  return { name, version };
}

/** Registers the model of a job that is completed. */
export function registerOutput(
  id: string,
  { registeredAs, modelOutput = "" }: { registeredAs?: NamedOutput; modelOutput?: string },
  cloud: Cloud,
): void {
  const job = cloud.resources.get(id);
  const workspace = cloud.resources.get(parentScope(id) ?? "");
  if (!registeredAs || !job || !workspace) return;
  const uri = text(record(record(job.properties.outputs)[modelOutput]).uri);
  const place = placeOf(uri, workspace, cloud);
  if (!place) return;
  const { name } = registeredAs;
  const versions = versionsOf(modelVersionType, childId(workspace, "models", name), cloud);
  const version = registeredAs.version ?? versionSummary(versions).nextVersion;
  // whoever registered it meanwhile was first
  if (cloud.resources.get(versionIdOf({ workspace, name, version }))) return;
  const now = cloud.clock.iso();
  const systemData = { ...record(job.systemData), createdAt: now, lastModifiedAt: now };
  const properties = {
    description: null,
    tags: {},
    properties: {},
    isArchived: false,
    isAnonymous: false,
    modelType: "mlflow_model",
    modelUri: datastoreUri(place, workspace),
    jobName: job.name,
    flavors: {},
    stage: null,
  };
  keepVersion({ workspace, name, version, properties, systemData }, cloud);
}
