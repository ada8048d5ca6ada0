import * as pulumi from "@pulumi/pulumi";
import { Preflight } from "../resources/preflight";
import type { Settings } from "../settings/settings";

/** Looks before anything is created, at what the settings ask for. */
export class StackPreflight extends pulumi.ComponentResource {
  /** Everything depends on this. */
  readonly check: Preflight;

  constructor(name: string, settings: Settings, opts?: pulumi.ComponentResourceOptions) {
    super("azure-finetune:index:StackPreflight", name, {}, opts);
    const { names, cluster, serving, preflight, location, subscriptionId, notes, waits } = settings;
    const { train, test, contextTokens, tokenizer } = settings.data;
    this.check = new Preflight(
      name,
      {
        enabled: preflight.enabled,
        subscriptionId,
        location,
        resourceGroupName: names.resourceGroup,
        workspaceName: names.workspace,
        clusterName: names.cluster,
        endpointName: names.endpoint,
        storageAccountName: names.storageAccount,
        keyVaultName: names.keyVault,
        registryName: names.containerRegistry,
        training: trainingNeed(cluster),
        serving: serving.enabled
          ? { vmSize: serving.instanceType, count: serving.instanceCount, rollout: serving.rollout }
          : null,
        notes,
        dataFiles: [train, test],
        contextTokens,
        ...(tokenizer === undefined ? {} : { tokenizer }),
        waits,
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}

/** Low-priority nodes use another quota than dedicated ones; Azure has no limit by family for it. */
function trainingNeed({ vmSize, priority, minNodes, maxNodes }: Settings["cluster"]) {
  const isDedicated = priority === "dedicated";
  return { vmSize, count: isDedicated ? maxNodes : 0, minCount: isDedicated ? minNodes : 0 };
}
