import * as resources from "@pulumi/azure-native/resources";
import { caller } from "./components/caller";
import { ComputeCluster } from "./components/compute-cluster";
import { FineTuning } from "./components/fine-tuning";
import { OnlineEndpoint } from "./components/online-endpoint";
import { StackPreflight } from "./components/stack-preflight";
import { stackSettings } from "./components/stack-settings";
import { Workspace } from "./components/workspace";
import { WorkspaceIdentity } from "./components/workspace-identity";

const settings = stackSettings();
const { names, location, subscriptionId, tags, waits, cleanup } = settings;

const preflight = new StackPreflight("preflight", settings);
const me = caller(preflight.check);
const group = new resources.ResourceGroup(
  "group",
  { resourceGroupName: names.resourceGroup, location, tags },
  { dependsOn: [preflight.check] },
);
const resourceGroupName = group.name;

const workspace = new Workspace("workspace", {
  ...settings.workspace,
  ...{ resourceGroupName, resourceGroupId: group.id, location, names, tags, waits },
  tenantId: me.tenantId,
  purge: cleanup.purge,
});

const identity = new WorkspaceIdentity("identity", {
  ...{ resourceGroupName, location, subscriptionId, tags },
  identityName: names.identity,
  scopes: {
    Contributor: group.id,
    "Storage Blob Data Reader": workspace.storageAccountId,
    AcrPull: workspace.containerRegistryId,
  },
  keyless:
    settings.workspace.datastoreAuth === "identity"
      ? { storageAccountId: workspace.storageAccountId, caller: me }
      : undefined,
});

const cluster = new ComputeCluster("cluster", {
  ...settings.cluster,
  ...{ resourceGroupName, location, tags, waits },
  workspaceName: workspace.name,
  computeName: names.cluster,
  identityId: identity.id,
  createAfter: [workspace.purge],
});

const training = new FineTuning("training", {
  ...settings.training,
  ...{ data: settings.data, waits },
  workspaceId: workspace.id,
  computeName: cluster.name,
  // Without keys the upload needs the role that the identity component grants to its caller.
  uploadAfter:
    settings.workspace.datastoreAuth === "identity"
      ? [workspace.purge, identity]
      : [workspace.purge],
  submitAfter: [cluster.purge, identity],
});

const endpoint = settings.serving.enabled
  ? new OnlineEndpoint("endpoint", {
      ...settings.serving,
      ...{ resourceGroupName, location, tags, waits },
      workspaceName: workspace.name,
      endpointName: names.endpoint,
      identityId: identity.id,
      identityName: names.identity,
      createAfter: [workspace.purge],
      deployAfter: [identity],
      modelId: training.modelId,
    })
  : undefined;

export const workspaceId = workspace.id;
export const identityId = identity.id;
export const clusterId = cluster.id;
export const jobName = training.jobName;
export const studioUrl = training.studioUrl;
export const modelName = settings.training.modelName;
export const modelVersion = training.modelVersion;
export const trainingMetrics = training.metrics;
export const endpointName = endpoint?.name;
export const deploymentName = endpoint?.deploymentName;
export const scoringUri = endpoint?.scoringUri;
