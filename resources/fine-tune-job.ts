import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

/** An asset of the registry; `latest` is looked up at the first submit and kept until this setting changes. */
export interface RegistryAsset {
  readonly name: string;
  readonly version: string;
}

export interface FineTuneJobArgs extends CommonArgs {
  /** Azure ML workspace, as a resource ID. Changing it replaces the job. */
  readonly workspaceId: pulumi.Input<string>;
  /** Name of the training cluster. */
  readonly computeName: pulumi.Input<string>;
  /** Registry that holds the base model and the pipeline component. */
  readonly registry: string;
  readonly model: RegistryAsset;
  readonly component: RegistryAsset;
  /** Where the training rows are: ID of a data asset's version, or an `azureml://` address; only their hash makes another job. */
  readonly trainUri: pulumi.Input<string>;
  readonly trainHash: pulumi.Input<string>;
  readonly testUri: pulumi.Input<string>;
  readonly testHash: pulumi.Input<string>;
  /** Experiment that the run appears in. */
  readonly experiment: string;
  /** Component inputs that the model's own defaults may replace. */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Component inputs that win over the model's defaults. */
  readonly overrides: Readonly<Record<string, string | number>>;
  /** Nodes that train together, 1 or more. */
  readonly numNodes: number;
  /** How many jobs may be submitted for the same inputs, 1 to 10. */
  readonly attempts: number;
}

/** The fine-tuning pipeline job, submitted; it does not wait for its end. */
export class FineTuneJob extends DynamicResource {
  declare readonly jobName: pulumi.Output<string>;
  /** Page of the run in Azure ML studio. */
  declare readonly studioUrl: pulumi.Output<string>;
  /** Base model that the job starts from, as a registry asset ID. */
  declare readonly baseModelId: pulumi.Output<string>;
  declare readonly componentId: pulumi.Output<string>;

  constructor(name: string, args: FineTuneJobArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = [
      "jobName",
      "studioUrl",
      "baseModelId",
      "componentId",
      "attempt",
      "displayName",
    ];
    super("fine-tune-job", "FineTuneJob", name, outputs, args, opts);
  }
}
