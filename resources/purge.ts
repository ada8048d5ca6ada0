import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

export interface PurgeArgs extends CommonArgs {
  /** What is to be gone for good after `destroy`. Changing it replaces the purge, delete first unless `opts` say otherwise. */
  readonly target: "workspace" | "workspaceName" | "compute" | "keyVault" | "logAnalytics";
  /** The target, as a resource ID; where the target depends on its purge, the ID that it will have. */
  readonly targetId: pulumi.Input<string>;
  /** Region of the target; deleted key vaults are looked up by it. */
  readonly location: pulumi.Input<string>;
  /** Delete for good; otherwise Azure keeps the target as deleted, with its name blocked, for days. */
  readonly purge: boolean;
}

/**
 * Deletes its target for good. It is always declared and never renamed: left out of the program, its delete would take
 * the live target with it.
 */
export class Purge extends DynamicResource {
  constructor(name: string, args: PurgeArgs, opts?: pulumi.CustomResourceOptions) {
    super("purge", "Purge", name, [], args, opts);
  }
}
