import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

export interface OnlineDeploymentArgs extends CommonArgs {
  /** Online endpoint, as a resource ID. Changing it replaces the deployment. */
  readonly endpointId: pulumi.Input<string>;
  /** Model version to serve, as a resource ID; null: nothing to serve yet. */
  readonly modelId: pulumi.Input<string | null>;
  /** VM size of the instances. */
  readonly instanceType: string;
  /** Number of instances, 1 to 50; a change scales the live deployment. */
  readonly instanceCount: number;
  /** Milliseconds until a request counts as failed, at most 180 000. */
  readonly requestTimeoutMs: number;
  /** Seconds until the first liveness probe. */
  readonly livenessInitialDelaySeconds: number;
  readonly maxConcurrentRequestsPerInstance: number;
  /** `blueGreen` needs quota for both deployments during the roll-out; `inPlace` interrupts the service. */
  readonly rollout: "blueGreen" | "inPlace";
  /** Keep a deployment that failed its question, for a look at it; it bills. */
  readonly keepFailed: boolean;
  /** Question that a deployment must answer before it gets traffic. */
  readonly smokeQuestion: string;
  /** Tags of the endpoint and its deployments. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What the endpoint serves: rolled out, asked a question, and only then live. */
export class OnlineDeployment extends DynamicResource {
  /** Deployment that has all the traffic, or null while there is no model. */
  declare readonly deploymentName: pulumi.Output<string | null>;
  declare readonly scoringUri: pulumi.Output<string>;
  /** Percent by deployment name. */
  declare readonly traffic: pulumi.Output<Record<string, number>>;

  constructor(name: string, args: OnlineDeploymentArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = ["deploymentName", "scoringUri", "traffic"];
    super("online-deployment", "OnlineDeployment", name, outputs, args, opts);
  }
}
