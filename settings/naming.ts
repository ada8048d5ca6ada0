import { createHash } from "node:crypto";
import type { z } from "zod";
import { section, text } from "./fields";

const dashed = (min: number, max: number) =>
  `${min} to ${max} letters, digits and single dashes, a letter first, no dash last`;

/**
 * Names of what is created. Each is known in the first preview; changing one replaces its resource.
 * Limits: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export const naming = section({
  suffix: text(/^[a-z0-9]{3,8}$/, "3 to 8 lower-case letters and digits")
    .optional()
    .describe(
      "End of every name. Default: 6 hex digits made from subscription, project and stack.",
    ),
  resourceGroup: text(
    /^[-\w.()]{0,89}[-\w()]$/,
    "1 to 90 letters, digits, '-', '_', '.', '(' and ')', no '.' last",
  )
    .optional()
    .describe("Resource group that holds everything. Default: rg-finetune-<suffix>."),
  workspace: text(
    /^[a-zA-Z0-9][\w-]{2,32}$/,
    "3 to 33 letters, digits, '-' and '_', a letter or digit first",
  )
    .optional()
    .describe("Azure ML workspace. Default: mlw-finetune-<suffix>."),
  storageAccount: text(/^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters and digits")
    .optional()
    .describe("Storage account, unique in the whole cloud. Default: stfinetune<suffix>."),
  keyVault: text(/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/, dashed(3, 24))
    .optional()
    .describe("Key vault, unique in the whole cloud. Default: kv-finetune-<suffix>."),
  containerRegistry: text(/^[a-zA-Z0-9]{5,50}$/, "5 to 50 letters and digits")
    .optional()
    .describe("Container registry, unique in the whole cloud. Default: crfinetune<suffix>."),
  applicationInsights: text(
    /^[a-zA-Z0-9][-\w.()]{0,253}[-\w()]$/,
    "2 to 255 letters, digits, '-', '_', '.', '(' and ')', no '.' last",
  )
    .optional()
    .describe("Application Insights component. Default: appi-finetune-<suffix>."),
  logAnalytics: text(
    /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
    "4 to 63 letters, digits and dashes, no dash first or last",
  )
    .optional()
    .describe("Log Analytics workspace. Default: log-finetune-<suffix>."),
  identity: text(
    /^[a-zA-Z0-9][\w-]{2,127}$/,
    "3 to 128 letters, digits, '-' and '_', a letter or digit first",
  )
    .optional()
    .describe("User-assigned identity of cluster and endpoint. Default: id-finetune-<suffix>."),
  cluster: text(
    /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
    "3 to 24 letters, digits and dashes, a letter first, not ending in a dash and digits",
  )
    .optional()
    .describe("Training cluster. Default: gpu-cluster."),
  endpoint: text(/^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/, dashed(3, 32))
    .optional()
    .describe("Online endpoint, unique in its region. Default: ultrachat-completion-<suffix>."),
});

/** Every name of the stack, complete. */
export type Names = Readonly<Record<keyof z.output<typeof naming>, string>>;

/**
 * Fills in the names that the config leaves out.
 * @param given section `naming`
 * @param key what tells this stack from all others
 */
export function completeNames(
  given: z.output<typeof naming>,
  key: { readonly subscriptionId: string; readonly project: string; readonly stack: string },
): Names {
  const suffix = given.suffix ?? suffixOf([key.subscriptionId, key.project, key.stack]);
  const names: Names = {
    suffix,
    resourceGroup: `rg-finetune-${suffix}`,
    workspace: `mlw-finetune-${suffix}`,
    storageAccount: `stfinetune${suffix}`,
    keyVault: `kv-finetune-${suffix}`,
    containerRegistry: `crfinetune${suffix}`,
    applicationInsights: `appi-finetune-${suffix}`,
    logAnalytics: `log-finetune-${suffix}`,
    identity: `id-finetune-${suffix}`,
    cluster: "gpu-cluster",
    endpoint: `ultrachat-completion-${suffix}`,
  };
  return { ...names, ...withoutUndefined(given) };
}

function suffixOf(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("/")).digest("hex").slice(0, 6);
}

/** zod leaves out what is not given, but its type allows undefined. */
function withoutUndefined(given: z.output<typeof naming>): Partial<Names> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
