import * as pulumi from "@pulumi/pulumi";
import type { Waits } from "../handlers/common-inputs";
import { trampoline } from "./trampoline";

/** Arguments that every dynamic resource takes. */
export interface CommonArgs {
  /** How often to look and how long to wait. Changing it changes nothing. */
  readonly waits: Waits;
}

/**
 * A resource that `handlers/` manages: what `pulumi.dynamic.Resource` is, with a provider that is text already.
 * Its type token and kind are in states for ever: never rename them.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param kind name in `handlers/kinds.ts`
   * @param outputs names of the outputs that Azure decides
   */
  protected constructor(
    kind: string,
    type: string,
    name: string,
    outputs: readonly string[],
    args: object,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const owner = { project: pulumi.getProject(), stack: pulumi.getStack(), resource: name };
    const unset = Object.fromEntries(outputs.map((output) => [output, undefined]));
    // The loader's text is the same for all of them: it would fill every preview with nothing to read.
    const hidden = pulumi.mergeOptions(opts, { hideDiffs: ["__provider"] });
    const inputs = { ...unset, ...args, kind, owner, __provider: trampoline };
    super(`pulumi-nodejs:dynamic/azure-finetune:${type}`, name, inputs, hidden);
  }
}
