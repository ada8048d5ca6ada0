import * as machinelearning from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";
import type { CommonArgs } from "../resources/dynamic-resource";
import { OnlineDeployment } from "../resources/online-deployment";

export interface OnlineEndpointArgs extends CommonArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Workspace of the endpoint. Changing it replaces the endpoint. */
  readonly workspaceName: pulumi.Input<string>;
  readonly location: string;
  /** 3 to 32 letters, digits and dashes, unique in the region. Changing it replaces the endpoint. */
  readonly endpointName: string;
  readonly description: string;
  /** How callers sign in. Changing it replaces the endpoint, and its scoring keys with it. */
  readonly authMode: "key" | "aadToken" | "amlToken";
  /** Identity that deployments run as, as a resource ID. */
  readonly identityId: pulumi.Input<string>;
  /** Name of that identity. Changing it replaces the endpoint. */
  readonly identityName: string;
  /** What has to be there before the endpoint is created. */
  readonly createAfter: pulumi.Resource[];
  /** What has to be there before the deployment is created. */
  readonly deployAfter: pulumi.Resource[];
  /** Model version to serve, as a resource ID. Changing it rolls a new deployment out. */
  readonly modelId: pulumi.Input<string | null>;
  /** VM size of an instance. Changing it rolls a new deployment out. */
  readonly instanceType: string;
  /** Instances, 1 to 50. Changing it scales the live deployment. */
  readonly instanceCount: number;
  readonly requestTimeoutMs: number;
  readonly livenessInitialDelaySeconds: number;
  readonly maxConcurrentRequestsPerInstance: number;
  readonly rollout: "blueGreen" | "inPlace";
  readonly keepFailed: boolean;
  readonly smokeQuestion: string;
  readonly tags: Record<string, string>;
}

const authModes = { key: "Key", aadToken: "AADToken", amlToken: "AMLToken" } as const;

/** Managed online endpoint and what it serves. */
export class OnlineEndpoint extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly scoringUri: pulumi.Output<string>;
  readonly deploymentName: pulumi.Output<string | null>;

  constructor(name: string, args: OnlineEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-finetune:index:OnlineEndpoint", name, {}, opts);
    const parent = { parent: this };
    const endpoint = bareEndpoint(name, args, parent);
    const deployment = deploymentOn(endpoint, `${name}-deployment`, args, parent);

    this.name = endpoint.name;
    this.scoringUri = deployment.scoringUri;
    this.deploymentName = deployment.deploymentName;
    this.registerOutputs({ name: this.name, scoringUri: this.scoringUri });
  }
}

function bareEndpoint(name: string, args: OnlineEndpointArgs, opts: pulumi.CustomResourceOptions) {
  const { resourceGroupName, workspaceName, location, endpointName, description, tags } = args;
  return new machinelearning.OnlineEndpoint(
    name,
    {
      ...{ resourceGroupName, workspaceName, location, endpointName, tags },
      kind: "Managed",
      identity: { type: "UserAssigned", userAssignedIdentities: [args.identityId] },
      properties: {
        authMode: authModes[args.authMode],
        description,
        publicNetworkAccess: "Enabled",
      },
    },
    {
      ...opts,
      dependsOn: args.createAfter,
      // azure-native's update is a PUT without traffic: it would take the live deployment's. Tags and traffic are
      // the deployment's business; what cannot change in place replaces the endpoint.
      ignoreChanges: ["properties", "tags", "identity"],
      deleteBeforeReplace: true,
      replacementTrigger: [args.authMode, args.identityName],
    },
  );
}

function deploymentOn(
  { id: endpointId }: machinelearning.OnlineEndpoint,
  name: string,
  args: OnlineEndpointArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const { modelId, instanceType, instanceCount, requestTimeoutMs } = args;
  const { livenessInitialDelaySeconds, maxConcurrentRequestsPerInstance } = args;
  const { rollout, keepFailed, smokeQuestion, tags, waits } = args;
  return new OnlineDeployment(
    name,
    {
      ...{ endpointId, modelId, instanceType, instanceCount, requestTimeoutMs },
      ...{ livenessInitialDelaySeconds, maxConcurrentRequestsPerInstance },
      ...{ rollout, keepFailed, smokeQuestion, tags, waits },
    },
    { ...opts, dependsOn: args.deployAfter },
  );
}
