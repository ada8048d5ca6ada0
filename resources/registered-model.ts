import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

export interface RegisteredModelArgs extends CommonArgs {
  /** Azure ML workspace, as a resource ID. Changing it replaces the model. */
  readonly workspaceId: pulumi.Input<string>;
  /** Name in the workspace's model registry. */
  readonly name: string;
  readonly description: string;
  /** Job whose output becomes the model. */
  readonly jobName: pulumi.Input<string>;
  /** Wait for the job; otherwise a later `up` registers the model once the job has finished. */
  readonly wait: boolean;
  /** How many older versions of this stack stay registered, 0 or more. */
  readonly keepModels: number;
  /** How many jobs may be submitted for the same inputs: what to do about a failed one depends on it. */
  readonly attempts: number;
}

/** Training and evaluation loss as the job logged them. */
export interface TrainingMetrics {
  readonly first: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
}

/** The job's output as a version of a registered model; waits for the job. */
export class RegisteredModel extends DynamicResource {
  /** Resource ID of the version, or null while the job is not finished and `wait` is false. */
  declare readonly modelId: pulumi.Output<string | null>;
  declare readonly version: pulumi.Output<string | null>;
  /** What the training job logged; null while it is not finished. */
  declare readonly metrics: pulumi.Output<TrainingMetrics | null>;

  constructor(name: string, args: RegisteredModelArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = ["modelId", "version", "metrics"];
    super("registered-model", "RegisteredModel", name, outputs, args, opts);
  }
}
