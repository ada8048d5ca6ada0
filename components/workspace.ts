import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as containerregistry from "@pulumi/azure-native/containerregistry";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as machinelearning from "@pulumi/azure-native/machinelearningservices";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import { Purge, type PurgeArgs } from "../resources/purge";
import type { CommonArgs } from "../resources/dynamic-resource";

export interface WorkspaceArgs extends CommonArgs {
  /** Resource group of the workspace and all that belongs to it. Changing it replaces everything. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** ID of that resource group. */
  readonly resourceGroupId: pulumi.Input<string>;
  /** Azure region. Changing it replaces everything. */
  readonly location: string;
  /** Entra tenant of the key vault. */
  readonly tenantId: pulumi.Input<string>;
  /** Azure's own name limits apply. Changing one replaces that resource. */
  readonly names: WorkspaceNames;
  readonly tags: Record<string, string>;
  /** Redundancy of the storage account, for example `Standard_LRS`. */
  readonly storageSku: pulumi.Input<string>;
  /** Tier of the container registry, for example `Standard`. */
  readonly registrySku: pulumi.Input<string>;
  /** How datastores sign in to storage: with the account's key, or with the identity of whoever reads. */
  readonly datastoreAuth: "accessKey" | "identity";
  /** Days for which a deleted key vault can be recovered, 7 to 90. */
  readonly vaultRetentionDays: number;
  /** Days for which Log Analytics keeps logs, 30 to 730. */
  readonly logRetentionDays: number;
  /** Delete for good on `destroy`, so that the names are free again. */
  readonly purge: boolean;
}

export interface WorkspaceNames {
  readonly workspace: string;
  readonly storageAccount: string;
  readonly keyVault: string;
  readonly logAnalytics: string;
  readonly applicationInsights: string;
  readonly containerRegistry: string;
}

/** What a workspace is made with, as resource IDs. */
type WorkspaceParts = Record<
  "storageAccount" | "keyVault" | "applicationInsights" | "containerRegistry",
  pulumi.Input<string>
>;

/** azure-native plans these as updates, and Azure refuses them. */
const refusedAsUpdates = [
  ...["location", "kind", "storageAccount", "keyVault", "applicationInsights", "hbiWorkspace"],
];

const authModes = { accessKey: "AccessKey", identity: "Identity" } as const;

/** Azure ML workspace with its storage account, key vault, Application Insights and container registry. */
export class Workspace extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  readonly storageAccountId: pulumi.Output<string>;
  readonly containerRegistryId: pulumi.Output<string>;
  /** What lies inside the workspace depends on this, so that it is deleted before the workspace is purged. */
  readonly purge: Purge;

  constructor(name: string, args: WorkspaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-finetune:index:Workspace", name, {}, opts);
    const parent = { parent: this };
    const account = storageAccount(name, args, parent);
    const vault = keyVault(name, args, parent);
    const insights = applicationInsights(name, args, parent);
    const registry = containerRegistry(name, args, parent);
    const parts: WorkspaceParts = {
      storageAccount: account.id,
      keyVault: vault.id,
      applicationInsights: insights.id,
      containerRegistry: registry.id,
    };
    const workspace = workspaceOf(name, args, parts, parent);
    this.purge = new Purge(`${name}-purge`, purgeOf(args, "workspace", workspace.id), parent);

    this.id = workspace.id;
    this.name = workspace.name;
    this.storageAccountId = account.id;
    this.containerRegistryId = registry.id;
    this.registerOutputs({ id: this.id, name: this.name });
  }
}

function placed({ resourceGroupName, location, tags }: WorkspaceArgs) {
  return { resourceGroupName, location, tags };
}

function replacedBy(...properties: string[]): pulumi.CustomResourceOptions {
  return { replaceOnChanges: properties, deleteBeforeReplace: true };
}

type Target = PurgeArgs["target"];

function purgeOf(args: WorkspaceArgs, target: Target, targetId: pulumi.Input<string>) {
  const { location, purge, waits } = args;
  return { target, targetId, location, purge, waits };
}

/**
 * A purge that its target depends on: it is in the state before the target, and is deleted after it. A changed name replaces
 * it, and the old one has to stay until the old target is deleted.
 */
function purgeBefore(
  name: string,
  target: Target,
  path: string,
  args: WorkspaceArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const targetId = pulumi.interpolate`${args.resourceGroupId}/providers/${path}`;
  return new Purge(name, purgeOf(args, target, targetId), { ...opts, deleteBeforeReplace: false });
}

/**
 * Azure deletes a workspace for good most reliably with the delete itself, so the purge that is made after it does it. A run that
 * ends while the workspace is being made never gets to that purge: then the one before the workspace frees the name.
 */
function workspaceOf(
  name: string,
  args: WorkspaceArgs,
  parts: WorkspaceParts,
  opts: pulumi.CustomResourceOptions,
) {
  const path = `Microsoft.MachineLearningServices/workspaces/${args.names.workspace}`;
  const purge = purgeBefore(`${name}-name-purge`, "workspaceName", path, args, opts);
  return new machinelearning.Workspace(
    name,
    {
      ...placed(args),
      ...parts,
      workspaceName: args.names.workspace,
      kind: "Default",
      identity: { type: "SystemAssigned" },
      sku: { name: "Basic", tier: "Basic" },
      publicNetworkAccess: "Enabled",
      systemDatastoresAuthMode: authModes[args.datastoreAuth],
    },
    { ...opts, ...replacedBy(...refusedAsUpdates), dependsOn: [purge] },
  );
}

function storageAccount(name: string, args: WorkspaceArgs, opts: pulumi.CustomResourceOptions) {
  return new storage.StorageAccount(
    `${name}-storage`,
    {
      ...placed(args),
      accountName: args.names.storageAccount,
      kind: "StorageV2",
      sku: { name: args.storageSku },
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: args.datastoreAuth === "accessKey",
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
    },
    opts,
  );
}

/** The vault depends on its purge: Azure purges a vault only after its deletion. */
function keyVault(name: string, args: WorkspaceArgs, opts: pulumi.CustomResourceOptions) {
  const path = `Microsoft.KeyVault/vaults/${args.names.keyVault}`;
  const purge = purgeBefore(`${name}-vault-purge`, "keyVault", path, args, opts);
  return new keyvault.Vault(
    `${name}-vault`,
    {
      ...placed(args),
      vaultName: args.names.keyVault,
      properties: {
        tenantId: args.tenantId,
        sku: { family: "A", name: "standard" },
        // Explicit: the default changes with API version 2026-02-01 (Azure/azure-cli#34020).
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: args.vaultRetentionDays,
      },
    },
    { ...opts, ...replacedBy("location", "properties.tenantId"), dependsOn: [purge] },
  );
}

function applicationInsights(
  name: string,
  args: WorkspaceArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const logs = new operationalinsights.Workspace(
    `${name}-logs`,
    {
      ...placed(args),
      workspaceName: args.names.logAnalytics,
      sku: { name: "PerGB2018" },
      retentionInDays: args.logRetentionDays,
    },
    opts,
  );
  const purge = new Purge(`${name}-logs-purge`, purgeOf(args, "logAnalytics", logs.id), opts);
  return new applicationinsights.Component(
    `${name}-insights`,
    {
      ...placed(args),
      resourceName: args.names.applicationInsights,
      kind: "web",
      applicationType: "web",
      workspaceResourceId: logs.id,
    },
    {
      ...opts,
      dependsOn: [purge],
      additionalSecretOutputs: ["instrumentationKey", "connectionString"],
    },
  );
}

function containerRegistry(name: string, args: WorkspaceArgs, opts: pulumi.CustomResourceOptions) {
  return new containerregistry.Registry(
    `${name}-registry`,
    {
      ...placed(args),
      registryName: args.names.containerRegistry,
      sku: { name: args.registrySku },
      adminUserEnabled: false,
    },
    opts,
  );
}
