import type { Context } from "./context";
import { checkData } from "./data-problems";
import { gather, type Findings } from "./preflight/gather";
import type { PreflightInputs } from "./preflight/inputs";
import { reconciler } from "./reconciler";

/** Inputs that decide what is asked; all are settings, but one that preview does not know leaves nothing to ask. */
const inputs = [
  ...["enabled", "subscriptionId", "location", "resourceGroupName", "workspaceName", "clusterName"],
  ...["endpointName", "storageAccountName", "keyVaultName", "registryName", "training", "notes"],
] as const;

const nothing: Findings = { problems: [], warnings: [] };

/** Looks in `check`, so that a preview stops with all problems before anything is created; it is never a change itself. */
export const preflight = reconciler<PreflightInputs, object>({
  identity: [],
  ignored: [...inputs, "serving", "dataFiles", "contextTokens", "tokenizer", "owner"] as never,
  async problems(known, context) {
    // The uploads look too, but in an up without preview only when their workspace stands.
    const data = await checkData(known.dataFiles ?? [], known);
    const complete = !inputs.some((name) => !(name in known));
    const findings = complete ? await ask(known as PreflightInputs, context) : nothing;
    [...data.warnings, ...findings.warnings].forEach((line) => {
      context.log(`warning: ${line}`);
    });
    const all = (known.dataFiles ?? []).map((path) => `'${path}'`).join(" ");
    const look = data.problems.length > 0 ? [`each row of them: npm run data:check -- ${all}`] : [];
    const problems = [...data.problems, ...look, ...findings.problems];
    return problems.length > 0 ? { "": problems.join("\n    ") } : {};
  },
  apply: async ({ subscriptionId }) =>
    Promise.resolve({ id: `/subscriptions/${subscriptionId}#preflight` }),
  observe: async () => Promise.resolve({}),
  remove: async () => Promise.resolve(),
});

async function ask(settings: PreflightInputs, context: Context): Promise<Findings> {
  settings.notes.forEach(context.log);
  if (!settings.enabled) return nothing;
  return gather(await context.azure(), settings);
}
