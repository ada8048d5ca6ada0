import * as pulumi from "@pulumi/pulumi";
import { DataUpload } from "../resources/data-upload";
import type { CommonArgs } from "../resources/dynamic-resource";
import { FineTuneJob, type RegistryAsset } from "../resources/fine-tune-job";
import { RegisteredModel, type TrainingMetrics } from "../resources/registered-model";

export interface FineTuningArgs extends CommonArgs {
  /** Workspace that trains, as a resource ID. Changing it replaces uploads, job and model. */
  readonly workspaceId: pulumi.Input<string>;
  /** Cluster that trains. */
  readonly computeName: pulumi.Input<string>;
  /** What has to be there before data is uploaded. */
  readonly uploadAfter: pulumi.Resource[];
  /** What has to be there before the job is submitted. */
  readonly submitAfter: pulumi.Resource[];
  /** Local JSON Lines files; a changed content is a new upload, job, model and deployment. */
  readonly data: { readonly train: string; readonly test: string };
  readonly registry: string;
  readonly model: RegistryAsset;
  readonly component: RegistryAsset;
  readonly experiment: string;
  /** How to train, as component inputs; the model's own defaults win over these. */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** What saves memory or time, as component inputs; the model's own defaults win over these. */
  readonly optimisation: Readonly<Record<string, string | number>>;
  /** Component inputs that win over the model's defaults. */
  readonly overrides: Readonly<Record<string, string | number>>;
  readonly numNodes: number;
  readonly attempts: number;
  /** Wait for the job; otherwise `up` ends after the submit and a later `up` goes on. */
  readonly wait: boolean;
  readonly modelName: string;
  readonly modelDescription: string;
  readonly keepModels: number;
}

/** Data upload, pipeline job and registered model. */
export class FineTuning extends pulumi.ComponentResource {
  readonly jobName: pulumi.Output<string>;
  readonly studioUrl: pulumi.Output<string>;
  readonly modelId: pulumi.Output<string | null>;
  readonly modelVersion: pulumi.Output<string | null>;
  readonly metrics: pulumi.Output<TrainingMetrics | null>;

  constructor(name: string, args: FineTuningArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-finetune:index:FineTuning", name, {}, opts);
    const parent = { parent: this };
    const train = upload(name, "train", args, parent);
    const test = upload(name, "test", args, parent);
    const job = submit(`${name}-job`, { train, test }, args, parent);
    const { workspaceId, modelName, modelDescription, wait, keepModels, attempts, waits } = args;
    const registered = new RegisteredModel(
      `${name}-model`,
      {
        ...{ workspaceId, wait, keepModels, attempts, waits },
        name: modelName,
        description: modelDescription,
        jobName: job.jobName,
      },
      parent,
    );

    this.jobName = job.jobName;
    this.studioUrl = job.studioUrl;
    this.modelId = registered.modelId;
    this.modelVersion = registered.version;
    this.metrics = registered.metrics;
    this.registerOutputs({ jobName: this.jobName, modelId: this.modelId });
  }
}

function upload(
  name: string,
  role: "train" | "test",
  { workspaceId, uploadAfter, waits, data }: FineTuningArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const assetName = `${pulumi.getProject()}-${role}`;
  const args = { workspaceId, datastore: "workspaceblobstore", path: data[role], assetName, waits };
  return new DataUpload(`${name}-${role}-data`, args, { ...opts, dependsOn: uploadAfter });
}

function submit(
  name: string,
  { train, test }: { readonly train: DataUpload; readonly test: DataUpload },
  args: FineTuningArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const { workspaceId, computeName, registry, model, component, experiment } = args;
  const { overrides, numNodes, attempts, waits } = args;
  return new FineTuneJob(
    name,
    {
      ...{ workspaceId, computeName, registry, model, component, experiment },
      ...{ overrides, numNodes, attempts, waits },
      trainUri: train.assetId,
      trainHash: train.hash,
      testUri: test.assetId,
      testHash: test.hash,
      parameters: { ...args.parameters, ...args.optimisation },
    },
    { ...opts, dependsOn: args.submitAfter },
  );
}
