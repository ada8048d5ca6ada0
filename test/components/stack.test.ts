import { expect } from "chai";
import { recordStack, type Registered } from "./recorded-stack";

const azure = (name: string) => `azure-native:${name}`;
const dynamic = (name: string) => `pulumi-nodejs:dynamic/azure-finetune:${name}`;
const component = (name: string) => `azure-finetune:index:${name}`;

function table(registered: readonly Registered[]): string[] {
  return registered
    .map(({ type, name }) => `${name} ${type}`)
    .filter((line) => !line.includes("pulumi:"))
    .sort();
}

describe("stack", function () {
  this.timeout(30_000);
  let registered: Registered[];
  const find = (name: string) =>
    registered.find((one) => one.name === name && !one.type.startsWith("azure-finetune:"))?.inputs;

  before(async () => {
    registered = await recordStack();
  });

  it("is these resources and no other", () => {
    expect(table(registered)).to.deep.equal(
      [
        ["cluster", azure("machinelearningservices:Compute")],
        ["cluster", component("ComputeCluster")],
        ["cluster-purge", dynamic("Purge")],
        ["endpoint", azure("machinelearningservices:OnlineEndpoint")],
        ["endpoint", component("OnlineEndpoint")],
        ["endpoint-deployment", dynamic("OnlineDeployment")],
        ["group", azure("resources:ResourceGroup")],
        ["identity", azure("managedidentity:UserAssignedIdentity")],
        ["identity", component("WorkspaceIdentity")],
        ["identity-acrpull", azure("authorization:RoleAssignment")],
        ["identity-contributor", azure("authorization:RoleAssignment")],
        ["identity-storage-blob-data-reader", azure("authorization:RoleAssignment")],
        ["preflight", component("StackPreflight")],
        ["preflight", dynamic("Preflight")],
        ["training", component("FineTuning")],
        ["training-job", dynamic("FineTuneJob")],
        ["training-model", dynamic("RegisteredModel")],
        ["training-test-data", dynamic("DataUpload")],
        ["training-train-data", dynamic("DataUpload")],
        ["workspace", azure("machinelearningservices:Workspace")],
        ["workspace", component("Workspace")],
        ["workspace-insights", azure("applicationinsights:Component")],
        ["workspace-logs", azure("operationalinsights:Workspace")],
        ["workspace-logs-purge", dynamic("Purge")],
        ["workspace-purge", dynamic("Purge")],
        ["workspace-name-purge", dynamic("Purge")],
        ["workspace-registry", azure("containerregistry:Registry")],
        ["workspace-storage", azure("storage:StorageAccount")],
        ["workspace-vault", azure("keyvault:Vault")],
        ["workspace-vault-purge", dynamic("Purge")],
      ]
        .map((row) => row.join(" "))
        .sort(),
    );
  });

  it("grants the three roles where the tutorial does, to a service principal", () => {
    const grants = registered
      .filter(({ type }) => type.endsWith(":RoleAssignment"))
      .map(({ inputs }) => inputs);
    expect(grants.map(({ scope, principalType }) => [scope, principalType])).to.have.deep.members([
      ["group-id", "ServicePrincipal"],
      ["workspace-storage-id", "ServicePrincipal"],
      ["workspace-registry-id", "ServicePrincipal"],
    ]);
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const { roleAssignmentName } of grants) expect(roleAssignmentName).to.match(uuid);
    expect(new Set(grants.map(({ roleAssignmentName }) => roleAssignmentName)).size).to.equal(3);
  });

  it("has the tutorial's cluster, running as the identity", () => {
    expect(find("cluster")).to.deep.include({
      identity: { type: "UserAssigned", userAssignedIdentities: ["identity-id"] },
      properties: {
        computeType: "AmlCompute",
        disableLocalAuth: true,
        properties: {
          osType: "Linux",
          vmSize: "Standard_NC24ads_A100_v4",
          vmPriority: "Dedicated",
          scaleSettings: {
            minNodeCount: 0,
            maxNodeCount: 1,
            nodeIdleTimeBeforeScaleDown: "PT120S",
          },
          remoteLoginPortPublicAccess: "NotSpecified",
        },
      },
    });
  });

  it("creates the endpoint without traffic", () => {
    expect(find("endpoint")?.properties).to.have.all.keys(
      "authMode",
      "description",
      "publicNetworkAccess",
    );
  });

  it("gives each dynamic resource its owner, and no login", () => {
    const ours = registered.filter(({ type }) => type.startsWith("pulumi-nodejs:"));
    expect(ours).to.have.length(11);
    for (const { name, inputs } of ours) {
      expect(inputs.owner, name).to.deep.equal({
        project: "azure-finetune",
        stack: "test",
        resource: name,
      });
      expect(Object.keys(inputs), name).not.to.include("login");
    }
  });

  it("tags whatever can be tagged with its owner", () => {
    const taggable = registered.filter(
      ({ type }) => type.startsWith("azure-native:") && !type.endsWith(":RoleAssignment"),
    );
    for (const { name, inputs } of taggable) {
      expect(inputs.tags, name).to.deep.include({
        "azure-finetune-project": "azure-finetune",
        "azure-finetune-stack": "test",
      });
    }
  });

  it("lets the identity and its caller write blobs where there is no key, and only there", async () => {
    const keyless = await recordStack({
      "azure-finetune:workspace": { datastoreAuth: "identity" },
    });
    const grants = keyless
      .filter(({ name }) => !find(name) && name.startsWith("identity-"))
      .map(({ name, inputs }) => [name, inputs.principalType, inputs.scope]);
    expect(grants).to.have.deep.members([
      ["identity-storage-blob-data-contributor", "ServicePrincipal", "workspace-storage-id"],
      ["identity-caller", "ServicePrincipal", "workspace-storage-id"],
    ]);
    expect(
      keyless.find(({ name, type }) => name === "workspace-storage" && type.includes("storage"))
        ?.inputs.allowSharedKeyAccess,
    ).to.equal(false);
  });

  it("leaves out only endpoint and deployment when nothing is served", async () => {
    const without = await recordStack({ "azure-finetune:serving": { enabled: false } });
    const served = table(registered).filter((line) => line.startsWith("endpoint"));
    expect(table(without)).to.deep.equal(
      table(registered).filter((line) => !served.includes(line)),
    );
  });
});
