import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

/** A number of nodes or instances of one VM size. */
export interface ComputeNeed {
  readonly vmSize: string;
  readonly count: number;
}

export interface PreflightArgs extends CommonArgs {
  /** False: only the data files are looked at and the notes printed. */
  readonly enabled: boolean;
  readonly subscriptionId: string;
  readonly location: string;
  /** Resource group that the stack owns; what it already uses is credited. */
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly clusterName: string;
  readonly endpointName: string;
  readonly storageAccountName: string;
  readonly keyVaultName: string;
  readonly registryName: string;
  /** `minCount` nodes are kept while nothing runs. */
  readonly training: ComputeNeed & { readonly minCount: number };
  /** Null: nothing is served. */
  readonly serving: (ComputeNeed & { readonly rollout: "blueGreen" | "inPlace" }) | null;
  /** Lines that the settings found worth saying, for example what replaces a retired size. */
  readonly notes: readonly string[];
  /** Local JSON Lines files that have to be there and good, before anything is created. */
  readonly dataFiles: readonly string[];
}

/** Looks before anything is created or paid for; all problems at once. It creates nothing. */
export class Preflight extends DynamicResource {
  constructor(name: string, args: PreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super("preflight", "Preflight", name, [], args, opts);
  }
}
