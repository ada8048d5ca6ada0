import type { Resource } from "../arm/resources";
import type { ComponentInput, ComponentSpec } from "../catalogue/registry-components";
import type { Cloud } from "../cloud";
import { childId } from "./arm-paths";
import { invalidRequest, userError } from "./errors";
import type { PipelineJob, PipelineNode } from "./job-body";
import { checkModelInputs, checkUri } from "./job-uris";
import { namedOutput, type NamedOutput } from "./named-outputs";
import { text } from "./read-body";
import { registryComponent } from "./registry";

/** What a job will do: the checked request, with every binding and default resolved. */
export interface JobPlan {
  /** Key of the node under `jobs`. */
  readonly node: string;
  readonly component: ComponentSpec;
  /** Literal inputs by name, defaults included. */
  readonly values: Readonly<Record<string, string>>;
  /** Data inputs by name. */
  readonly uris: Readonly<Record<string, string>>;
  /** Name of the job's output that gets the MLflow model, if one is bound to it. */
  readonly modelOutput?: string;
  /** As what the MLflow model is registered when the job is completed, if it asks for that. */
  readonly registeredAs?: NamedOutput;
}

const parentInput = /^\$\{\{\s*parent\.inputs\.([\w-]+)\s*\}\}$/;
const parentOutput = /^\$\{\{\s*parent\.outputs\.([\w-]+)\s*\}\}$/;
const dataTypes = [
  "uri_file",
  "uri_folder",
  "mltable",
  "mlflow_model",
  "custom_model",
  "triton_model",
];

/** Checks a pipeline job against its component, as the service does before it starts anything. */
export function planJob(job: PipelineJob, workspace: Resource, cloud: Cloud): JobPlan {
  const nodes = Object.entries(job.jobs);
  const [first] = nodes;
  if (first === undefined || nodes.length > 1)
    throw userError("Local Azure runs pipeline jobs with exactly one node.", { target: "jobs" });
  const [name, node] = first;
  const component = registryComponent(node.componentId, cloud)?.spec;
  if (!component)
    throw userError(`Component '${node.componentId}' of node '${name}' was not found.`, {
      target: `jobs.${name}.componentId`,
    });
  if (component.type !== node.type)
    throw userError(
      `Node '${name}' has the type '${node.type}' and its component the type '${component.type}'.`,
    );
  if (!component.jobs)
    throw userError("Local Azure runs pipeline components only.", { target: `jobs.${name}` });
  const { values, uris } = readInputs(name, node, component, job);
  checkModelInputs(values, uris);
  for (const [input, uri] of Object.entries(uris))
    checkUri(input, uri, component.inputs[input]?.type ?? "", { workspace, cloud });
  for (const [input, value] of Object.entries(values)) {
    if (input.startsWith("compute_")) checkCompute(input, value, workspace, cloud);
  }
  const modelOutput = readOutputs(name, node, component, job);
  const registeredAs = namedOutput(job, modelOutput, workspace, cloud);
  return {
    node: name,
    component,
    values,
    uris,
    ...(modelOutput === undefined ? {} : { modelOutput }),
    ...(registeredAs === undefined ? {} : { registeredAs }),
  };
}

function readInputs(
  nodeName: string,
  node: PipelineNode,
  component: ComponentSpec,
  job: PipelineJob,
): Pick<JobPlan, "values" | "uris"> {
  const values: Record<string, string> = {};
  const uris: Record<string, string> = {};
  for (const [name, asked] of Object.entries(node.inputs)) {
    const known = component.inputs[name];
    if (!known)
      throw userError(
        `Node '${nodeName}' has an input '${name}' which component '${component.name}:${component.version}' does not have.`,
        { target: `jobs.${nodeName}.inputs.${name}` },
      );
    const { type, uri, value } = resolve(name, asked, job);
    if (uri !== undefined) {
      checkDataType(name, type, known);
      uris[name] = uri;
    } else {
      checkLiteral(name, value ?? "", known);
      values[name] = value ?? "";
    }
  }
  for (const [name, { default: value, optional = false }] of Object.entries(component.inputs)) {
    if (name in values || name in uris) continue;
    if (value !== undefined) values[name] = value;
    else if (!optional)
      throw userError(`Required input '${name}' of node '${nodeName}' is missing.`);
  }
  return { values, uris };
}

interface Resolved {
  readonly type: string;
  readonly uri?: string | undefined;
  readonly value?: string | undefined;
}

function resolve(name: string, asked: PipelineNode["inputs"][string], job: PipelineJob): Resolved {
  const bound = parentInput.exec(asked.value ?? "")?.[1];
  if (bound !== undefined) {
    const outer = job.inputs[bound];
    if (!outer)
      throw userError(`Input '${name}' is bound to '${bound}', which is no input of the pipeline.`);
    return withOneOf(name, outer.jobInputType, outer);
  }
  return withOneOf(name, asked.job_input_type, asked);
}

function withOneOf(
  name: string,
  type: string,
  { uri, value }: { uri?: string | undefined; value?: string | undefined },
): Resolved {
  const wanted = type === "literal" ? value : uri;
  if (type !== "literal" && !dataTypes.includes(type))
    throw invalidRequest("InvalidInputType", `Input '${name}' has the unknown type '${type}'.`);
  if (wanted === undefined)
    throw invalidRequest(
      "InvalidInput",
      `Input '${name}' of type '${type}' has no ${type === "literal" ? "value" : "uri"}.`,
    );
  return type === "literal" ? { type, value: wanted } : { type, uri: wanted };
}

function checkDataType(name: string, type: string, known: ComponentInput): void {
  if (known.type === type) return;
  throw userError(`Input '${name}' has the type '${type}'; the component wants '${known.type}'.`);
}

function checkLiteral(name: string, value: string, known: ComponentInput): void {
  const refuse = (wanted: string) =>
    userError(`Input '${name}' has the value '${value}'; the component wants ${wanted}.`);
  if (dataTypes.includes(known.type)) throw refuse(`data of the type '${known.type}'`);
  if (known.enum && !known.enum.includes(value)) throw refuse(`one of ${known.enum.join(", ")}`);
  if (known.type !== "integer" && known.type !== "number") return;
  const number = Number(value);
  if (known.type === "integer" && !Number.isInteger(number)) throw refuse("an integer");
  if (value.trim() === "" || Number.isNaN(number)) throw refuse("a number");
  if (known.min !== undefined && number < Number(known.min)) throw refuse(`at least ${known.min}`);
}

function checkCompute(input: string, value: string, workspace: Resource, cloud: Cloud): void {
  if (value === "serverless") return;
  const name = value.split("/").at(-1) ?? "";
  const compute = cloud.resources.get(childId(workspace, "computes", name));
  const state = text(compute?.properties.provisioningState);
  if (compute && state !== "Deleting" && state !== "Failed") return;
  throw userError(
    `Compute '${value}' of input '${input}' was not found in workspace '${workspace.name}'.`,
    {
      details: [{ code: "ComputeNotFound", message: `Unknown compute target '${value}'.` }],
    },
  );
}

function readOutputs(
  nodeName: string,
  node: PipelineNode,
  component: ComponentSpec,
  job: PipelineJob,
): string | undefined {
  let modelOutput: string | undefined;
  for (const [name, { value = "" }] of Object.entries(node.outputs)) {
    const output = component.outputs[name];
    if (!output) throw userError(`Component '${component.name}' has no output '${name}'.`);
    const bound = parentOutput.exec(value)?.[1];
    const outer = bound === undefined ? undefined : job.outputs[bound];
    if (bound === undefined || !outer)
      throw userError(
        `Output '${name}' of node '${nodeName}' is bound to no output of the pipeline.`,
      );
    if (outer.jobOutputType !== output.type)
      throw userError(
        `Output '${bound}' has the type '${outer.jobOutputType}'; the component makes '${output.type}'.`,
      );
    if (name === "mlflow_model_folder") modelOutput = bound;
  }
  return modelOutput;
}
