import { apiVersions } from "../catalog/api-versions";
import type { Azure } from "../azure/client";
import { isAzureError } from "../azure/errors";
import { isSameId } from "../azure/resource-id";
import type { Workspace } from "../azure/workspaces";
import type { Context } from "./context";
import { freeWorkspaceName, removeWorkspace } from "./purge/remove-workspace";
import { endJobs } from "./training/end-jobs";
import { reconciler } from "./reconciler";

type Target = "workspace" | "workspaceName" | "compute" | "keyVault" | "logAnalytics";

interface Inputs {
  readonly target: Target;
  readonly targetId: string;
  readonly location: string;
  readonly purge: boolean;
}

interface Removal extends Inputs {
  readonly azure: Azure;
  readonly context: Context;
}

/**
 * Deletes its target for good; what `purge` was at the last `up` counts. The workspace, the cluster and the logs are
 * deleted by it (Azure takes "for good" only with the delete itself), so azure-native's own delete finds nothing. A key
 * vault can be purged only after its deletion, so there the order is the reverse. `workspaceName` has that order too, for
 * the run that ends before the purge of the workspace is made.
 */
export const purge = reconciler<Inputs, object>({
  identity: ["target", "targetId"],
  apply: async ({ targetId }) => Promise.resolve({ id: `${targetId}#purge` }),
  observe: async () => Promise.resolve({}),
  async remove(inputs, context) {
    const { target, targetId, purge: forGood } = inputs;
    if (!forGood) {
      context.log(
        `${targetId} is left to Azure's soft delete (cleanup.purge was false): its name stays blocked`,
      );
      return;
    }
    const removal = { ...inputs, azure: await context.azure(), context };
    try {
      await removals[target](removal);
    } catch (error) {
      if (!isAzureError(error, 403)) throw error;
      context.log(
        `no permission to purge: ${error.summary}\n  ask someone who may to run: ${byHand(inputs)}`,
      );
    }
  },
});

const removals: Record<Target, (removal: Removal) => Promise<void>> = {
  workspace: removeWorkspace,
  workspaceName: freeWorkspaceName,

  async compute({ targetId, azure, context }) {
    if (await azure.arm.find(targetId, apiVersions.machineLearning)) {
      await endJobs(azure, targetId.replace(/\/computes\/[^/]+$/i, ""), undefined, context);
    }
    await azure.arm.delete(targetId, apiVersions.machineLearning, {
      query: { underlyingResourceAction: "Delete" },
    });
  },

  async logAnalytics({ targetId, azure }) {
    await azure.arm.delete(targetId, apiVersions.operationalInsights, { query: { force: "true" } });
  },

  async keyVault({ targetId, location, azure, context }) {
    if (await azure.arm.find(targetId, apiVersions.keyVault)) {
      if (await isInUse(targetId, azure)) {
        context.log(`'${targetId}' is in use: it stays`);
        return;
      }
      throw new Error(
        `'${targetId}' is not deleted yet, so it cannot be purged; delete it first, then run destroy again`,
      );
    }
    const { subscription, name } = parts(targetId);
    const deleted = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`;
    const vault = await azure.arm.find<DeletedVault>(deleted, apiVersions.keyVault);
    if (!vault) return;
    if (vault.properties?.purgeProtectionEnabled === true) {
      const date = vault.properties.scheduledPurgeDate ?? "a later day";
      context.log(
        `key vault '${name}' is protected against purging: Azure deletes it on ${date}, its name is blocked until then`,
      );
      return;
    }
    await azure.arm.post(`${deleted}/purge`, apiVersions.keyVault, undefined, { retry: "safe" });
  },
};

/** Its name was changed and changed back before the vault was replaced: only the purge is the old one. */
async function isInUse(vaultId: string, { arm }: Azure): Promise<boolean> {
  const inGroup = vaultId.replace(
    /\/providers\/.*/i,
    "/providers/Microsoft.MachineLearningServices/workspaces",
  );
  const workspaces = await arm.list<Workspace>(inGroup, apiVersions.machineLearning);
  return workspaces.some(
    ({ properties: { keyVault } }) => keyVault !== undefined && isSameId(keyVault, vaultId),
  );
}

interface DeletedVault {
  readonly properties?: {
    readonly purgeProtectionEnabled?: boolean;
    readonly scheduledPurgeDate?: string;
  };
}

function byHand({ target, targetId }: Inputs): string {
  const { name } = parts(targetId);
  // 'az ml workspace delete --permanently-delete' does not find one that is softly deleted.
  const workspace = `az rest --method delete --url '${targetId}?api-version=${apiVersions.machineLearning}&forceToPurge=true'`;
  const commands: Record<Target, string> = {
    ...{ workspace, workspaceName: workspace },
    compute: `az ml compute delete --ids ${targetId} --yes`,
    keyVault: `az keyvault purge --name ${name}`,
    logAnalytics: `az monitor log-analytics workspace delete --ids ${targetId} --force --yes`,
  };
  return commands[target];
}

function parts(id: string): { subscription: string; name: string } {
  const segments = id.split("/");
  return { subscription: segments[2] ?? "", name: segments.at(-1) ?? "" };
}
