import type { ExportedStack, StateResource } from "../../engine/deployment";

/** What commands need of a stack; undefined is what is not there. */
export interface StackParts {
  /** Resource ID. */
  readonly workspaceId?: string;
  readonly endpointName?: string;
  readonly deploymentName?: string;
  readonly jobName?: string;
}

const workspaceType = /^azure-native:machinelearningservices(\/\w+)?:Workspace$/;
const endpointType = /^azure-native:machinelearningservices(\/\w+)?:OnlineEndpoint$/;
const jobType = /^pulumi-nodejs:dynamic\/azure-finetune:FineTuneJob$/;
const deploymentType = /^pulumi-nodejs:dynamic\/azure-finetune:OnlineDeployment$/;

/**
 * The parts of a stack from the resources in its state. Not from its outputs: after a failed `up`, and while one runs, these
 * are still those of the last good one, or none.
 */
export function stackParts({ deployment }: ExportedStack): StackParts {
  const live = (deployment.resources ?? []).filter(
    (one) => one.delete !== true && one.pendingReplacement !== true,
  );
  const find = (type: RegExp) => live.findLast((one) => type.test(one.type));
  const found = {
    workspaceId: find(workspaceType)?.id,
    endpointName: find(endpointType)?.id?.split("/").at(-1),
    deploymentName: text(find(deploymentType), "deploymentName"),
    jobName: text(find(jobType), "jobName"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function text(resource: StateResource | undefined, output: string): string | undefined {
  const outputs: Readonly<Record<string, unknown>> = { ...resource?.outputs };
  const value = outputs[output];
  return typeof value === "string" && value !== "" ? value : undefined;
}
