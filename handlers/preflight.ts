import type { Context } from "./context";
import { gather, type Findings } from "./preflight/gather";
import type { PreflightInputs } from "./preflight/inputs";
import { reconciler } from "./reconciler";

/** Inputs that decide what is asked; all are settings, but one that preview does not know leaves nothing to ask. */
const inputs = [
  ...["enabled", "subscriptionId", "location", "resourceGroupName", "workspaceName", "clusterName"],
  ...["endpointName", "storageAccountName", "keyVaultName", "registryName", "training", "notes"],
] as const;

/** Looks in `check`, so that a preview stops with all problems before anything is created; it is never a change itself. */
export const preflight = reconciler<PreflightInputs, object>({
  identity: [],
  ignored: [...inputs, "serving", "owner"] as never,
  async problems(known, context) {
    if (inputs.some((name) => !(name in known))) return {};
    const findings = await look(known as PreflightInputs, context);
    findings.warnings.forEach((line) => {
      context.log(`warning: ${line}`);
    });
    return findings.problems.length > 0 ? { "": findings.problems.join("\n    ") } : {};
  },
  apply: async ({ subscriptionId }) =>
    Promise.resolve({ id: `/subscriptions/${subscriptionId}#preflight` }),
  observe: async () => Promise.resolve({}),
  remove: async () => Promise.resolve(),
});

async function look(settings: PreflightInputs, context: Context): Promise<Findings> {
  settings.notes.forEach(context.log);
  if (!settings.enabled) return { problems: [], warnings: [] };
  return gather(await context.azure(), settings);
}
