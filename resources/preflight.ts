import type * as pulumi from "@pulumi/pulumi";
import type { PreflightSettings } from "../handlers/preflight/inputs";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

export type PreflightArgs = CommonArgs & PreflightSettings;

/** Looks before anything is created or paid for; all problems at once. It creates nothing. */
export class Preflight extends DynamicResource {
  constructor(name: string, args: PreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super("preflight", "Preflight", name, [], args, opts);
  }
}
