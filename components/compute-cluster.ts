import * as machinelearning from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";
import { Purge } from "../resources/purge";
import type { CommonArgs } from "../resources/dynamic-resource";

export interface ComputeClusterArgs extends CommonArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Workspace that owns the cluster. Changing it replaces the cluster. */
  readonly workspaceName: pulumi.Input<string>;
  readonly location: string;
  /** Name of the cluster, 3 to 24 characters. Changing it replaces the cluster. */
  readonly computeName: string;
  /** VM size of a node. Changing it replaces the cluster. */
  readonly vmSize: string;
  /** Nodes that are kept while idle; 0 costs nothing. */
  readonly minNodes: number;
  /** Nodes at most. */
  readonly maxNodes: number;
  /** Seconds until an idle node is released. */
  readonly idleSeconds: number;
  /** Low-priority nodes are cheaper and can be taken away. Changing it replaces the cluster. */
  readonly priority: "dedicated" | "lowPriority";
  /** Identity that jobs on the cluster run as, as a resource ID. Changing it replaces the cluster. */
  readonly identityId: pulumi.Input<string>;
  /** What has to be there before the cluster is created. */
  readonly createAfter: pulumi.Resource[];
  readonly tags: Record<string, string>;
}

/** Training nodes that scale to zero. */
export class ComputeCluster extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** Jobs depend on this, so that they are canceled before the cluster is deleted. */
  readonly purge: Purge;

  constructor(name: string, args: ComputeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-finetune:index:ComputeCluster", name, {}, opts);
    const parent = { parent: this };
    const compute = cluster(name, args, parent);
    const { location, waits } = args;
    this.purge = new Purge(
      `${name}-purge`,
      { target: "compute", targetId: compute.id, location, purge: true, waits },
      parent,
    );

    this.id = compute.id;
    this.name = compute.name;
    this.registerOutputs({ id: this.id, name: this.name });
  }
}

function cluster(name: string, args: ComputeClusterArgs, opts: pulumi.CustomResourceOptions) {
  const { resourceGroupName, workspaceName, location, computeName, tags } = args;
  return new machinelearning.Compute(
    name,
    {
      ...{ resourceGroupName, workspaceName, location, computeName, tags },
      identity: { type: "UserAssigned", userAssignedIdentities: [args.identityId] },
      properties: {
        computeType: "AmlCompute",
        disableLocalAuth: true,
        properties: {
          osType: "Linux",
          vmSize: args.vmSize,
          vmPriority: args.priority === "dedicated" ? "Dedicated" : "LowPriority",
          scaleSettings: {
            minNodeCount: args.minNodes,
            maxNodeCount: args.maxNodes,
            nodeIdleTimeBeforeScaleDown: `PT${args.idleSeconds}S`,
          },
          remoteLoginPortPublicAccess: "NotSpecified",
        },
      },
    },
    {
      ...opts,
      dependsOn: args.createAfter,
      // azure-native plans these as updates, and Azure refuses them; its PATCH has no place for an identity.
      replaceOnChanges: [
        "location",
        "identity",
        "properties.properties.vmSize",
        "properties.properties.vmPriority",
      ],
      deleteBeforeReplace: true,
    },
  );
}
