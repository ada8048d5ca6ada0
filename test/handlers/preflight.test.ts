import { expect } from "chai";
import { apiVersions } from "../../catalog/api-versions";
import { roles } from "../../catalog/roles";
import { handler } from "../../handlers/index";
import { unknownValue } from "../../handlers/unknown";
import type { Properties } from "../../handlers/state";
import { makeModel } from "./fine-tuning";
import { onLocalAzure } from "./on-local-azure";
import { grantRoles, makeCluster, makeEndpoint, makePlace, type Place } from "./place";
import { created, expectSettled, inputsOf, listening } from "./resource";
import { deploymentInputs } from "./serving";

const a100 = "Standard_NC24ads_A100_v4";
const family = "standardNCADSA100v4Family";

describe("Preflight on local Azure", function () {
  this.timeout(30_000);
  const local = onLocalAzure();
  let place: Place;
  let login: { clientId: string; clientSecret: string; objectId: string };
  before(async () => {
    place = await makePlace(local());
    const { body } = await local().admin("POST", "/admin/principals");
    login = body as typeof login;
  });
  afterEach(() => quota(96));

  const quota = (limit: number) => local().admin("POST", "/admin/quota", { family, limit });
  /** Of a stack that does not exist yet. */
  const inputs = (more: Properties = {}): Properties =>
    inputsOf("preflight", {
      enabled: true,
      subscriptionId: local().connection.subscriptionId,
      location: place.location,
      resourceGroupName: "rg-none",
      workspaceName: "ws-none",
      clusterName: "gpu",
      endpointName: "chat-none",
      storageAccountName: `new${place.suffix}`,
      keyVaultName: `new-${place.suffix}`,
      registryName: `new${place.suffix}`,
      training: { vmSize: a100, count: 1 },
      serving: { vmSize: a100, count: 1, rollout: "blueGreen" },
      notes: [],
      ...more,
    });
  /** The same for the stack that the place is of. */
  const own = (more: Properties = {}): Properties =>
    inputs({
      resourceGroupName: `rg-${place.suffix}`,
      workspaceName: `ws-${place.suffix}`,
      endpointName: `chat-${place.suffix}`,
      storageAccountName: `store${place.suffix}`,
      keyVaultName: `vault-${place.suffix}`,
      registryName: `registry${place.suffix}`,
      ...more,
    });
  const look = async (news: Properties): Promise<{ problems: string[]; lines: string[] }> => {
    const { result, lines } = await listening(() => handler.check({}, news));
    const [failure] = result.failures;
    expect(result.failures.length).to.be.at.most(1);
    return { problems: failure ? failure.reason.split("\n    ") : [], lines };
  };
  const calls = async (work: () => Promise<unknown>): Promise<unknown[]> => {
    const { body } = await local().admin("GET", "/admin/requests");
    await work();
    const later = await local().admin("GET", `/admin/requests?since=${String(body.next)}`);
    return later.body.requests as unknown[];
  };
  const as = async <T>(work: () => Promise<T>): Promise<T> => {
    const { ARM_CLIENT_ID, ARM_CLIENT_SECRET } = process.env;
    Object.assign(process.env, {
      ARM_CLIENT_ID: login.clientId,
      ARM_CLIENT_SECRET: login.clientSecret,
    });
    try {
      return await work();
    } finally {
      Object.assign(process.env, { ARM_CLIENT_ID, ARM_CLIENT_SECRET });
    }
  };

  it("finds nothing wrong, creates nothing, and is never a change", async () => {
    const requests = await calls(async () => {
      expect(await look(inputs())).to.deep.equal({ problems: [], lines: [] });
    });
    const changing = (requests as { method: string; path: string }[]).filter(
      ({ method, path }) => method !== "GET" && !/checkNameAvailability$|\/token$/.test(path),
    );
    expect(changing).to.deep.equal([]);
    const kept = await created(inputs());
    await expectSettled(kept, inputs({ training: { vmSize: a100, count: 2 }, serving: null }));
  });

  it("tells every problem at once", async () => {
    const taken = {
      storageAccountName: `store${place.suffix}`,
      keyVaultName: `vault-${place.suffix}`,
      registryName: `registry${place.suffix}`,
    };
    const { problems } = await look(
      inputs({
        training: { vmSize: "Standard_NC6s_v3", count: 1 },
        serving: { vmSize: "Standard_DS11_v2", count: 1, rollout: "blueGreen" },
        ...taken,
      }),
    );
    expect(problems).to.have.length(5);
    expect(problems[0]).to.match(
      /^cluster\.vmSize 'Standard_NC6s_v3' is not offered in 'eastus'; offered with GPUs: '.*'Standard_NC24ads_A100_v4'/,
    );
    expect(problems[1]).to.match(
      /^serving\.instanceType 'Standard_DS11_v2' is not offered for online endpoints in 'eastus'; offered with GPUs: /,
    );
    expect(problems[2]).to.match(
      new RegExp(
        `^the name 'store${place.suffix}' of the storage account cannot be had: .*; set naming.storageAccount or naming.suffix$`,
      ),
    );
    expect(problems[3]).to.match(/^the name 'vault-.*' of the key vault cannot be had: /);
    expect(problems[4]).to.match(
      /^the name 'registry.*' of the container registry cannot be had: /,
    );
  });

  it("says how many cores are missing, and where to ask for them", async () => {
    await quota(12);
    const { problems } = await look(inputs({ serving: null }));
    expect(problems).to.deep.equal([
      `training on ${a100} × 1 needs 24 cores of 'Standard NCADSA100v4 Family Cluster Dedicated vCPUs' in 'eastus'; 12 of 12 are free, 12 are missing. Ask for them at https://ml.azure.com/quota`,
    ]);
  });

  it("credits what the stack holds, and asks for what comes beside it", async () => {
    await grantRoles(place);
    await makeCluster(place);
    const endpoint = await makeEndpoint(place);
    const model = await makeModel(place, "1");
    await created(deploymentInputs(endpoint, model, { instanceType: a100 }));
    await quota(48);
    expect((await look(own())).problems).to.deep.equal([]);
    await quota(24);
    const beside = await look(own());
    expect(beside.problems).to.deep.equal([]);
    expect(beside.lines).to.have.length(1);
    expect(beside.lines[0]).to.match(
      /^warning: (training|serving) on Standard_NC24ads_A100_v4 × 1 beside what is live needs 48 cores .* 24 of 24 are free, 24 are missing\./,
    );
    const inPlace = { vmSize: a100, count: 1, rollout: "inPlace" };
    const cpu = { vmSize: "Standard_F4s_v2", count: 1 };
    const frugal = own({ training: cpu, serving: inPlace });
    expect((await look(frugal)).problems).to.deep.equal([]);
    await quota(12);
    const { problems: none, lines } = await look(frugal);
    expect(none).to.deep.equal([]);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^warning: serving on .* needs 24 cores .* 12 of 12 are free/);
    await place.delete(endpoint);
  });

  it("finds the names of the stack's own resources free", async () => {
    expect((await look(own({ serving: null }))).problems).to.deep.equal([]);
  });

  it("finds the name of a vault taken that is only softly deleted", async () => {
    const other = await makePlace(local());
    await other.delete(other.vaultId, apiVersions.keyVault);
    const { problems } = await look(inputs({ keyVaultName: `vault-${other.suffix}` }));
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(/^the name 'vault-.*' of the key vault cannot be had: /);
  });

  it("finds the name of a workspace taken that is only softly deleted", async () => {
    const other = await makePlace(local());
    await other.delete(other.workspaceId);
    const named = { resourceGroupName: `RG-${other.suffix}`, workspaceName: `ws-${other.suffix}` };
    expect((await look(inputs(named))).problems).to.deep.equal([
      `the name 'ws-${other.suffix}' of the workspace cannot be had: a workspace of this name in 'RG-${other.suffix}' is soft-deleted, which blocks the name for 14 days; ` +
        "delete it for good (Azure portal, Azure Machine Learning, 'Recently deleted'), or set naming.workspace or naming.suffix",
    ]);
    await other.delete(other.groupId, apiVersions.resources);
    expect((await look(inputs(named))).problems).to.have.length(1);
    expect((await look(inputs())).problems).to.deep.equal([]);
  });

  it("looks at the other names when it may not list the subscription's workspaces", async () => {
    const fault = { path: "s/[^/]+/providers/[^/]+/workspaces$", do: { status: 403 } };
    await local().admin("POST", "/admin/faults", fault);
    const { problems, lines } = await look(inputs({ registryName: `registry${place.suffix}` }));
    expect(problems.concat(lines).join()).to.match(/^the name 'registry.*,warning: soft-deleted/);
  });

  it("says what is not registered, and looks at the rest", async () => {
    const register = (namespace: string, registered: boolean) =>
      local().admin("POST", "/admin/providers", { namespace, registered });
    const namespaces = ["Microsoft.KeyVault", "Microsoft.MachineLearningServices"];
    await Promise.all(namespaces.map((one) => register(one, false)));
    try {
      const { problems, lines } = await look(inputs({ registryName: `registry${place.suffix}` }));
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(/^the name 'registry.*' of the container registry/);
      expect(lines).to.deep.equal([
        `warning: not registered yet in subscription '${local().connection.subscriptionId}': 'Microsoft.KeyVault', 'Microsoft.MachineLearningServices'. ` +
          "up registers them; until then quota and VM sizes cannot be looked at. To do it now: az provider register --wait --namespace Microsoft.KeyVault && az provider register --wait --namespace Microsoft.MachineLearningServices",
      ]);
    } finally {
      await Promise.all(namespaces.map((one) => register(one, true)));
    }
  });

  it("says what the login may not do", async () => {
    const { subscriptionId } = local().connection;
    const scope = `/subscriptions/${subscriptionId}`;
    const { problems, lines } = await as(() => look(inputs()));
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^this login may not Microsoft\.Resources\/subscriptions\/resourceGroups\/write, .*; ask for Contributor and Role Based Access Control Administrator, or Owner$/,
    );
    expect(lines.some((line) => line.startsWith("warning: quota and VM sizes cannot be"))).to.equal(
      true,
    );
    await place.put(
      `${scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-${place.suffix}${place.suffix}`,
      apiVersions.authorization,
      {
        properties: {
          principalId: login.objectId,
          principalType: "ServicePrincipal",
          roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${roles.Contributor.id}`,
        },
      },
    );
    expect((await as(() => look(inputs()))).problems).to.deep.equal([
      `this login may not Microsoft.Authorization/roleAssignments/write in subscription '${subscriptionId}'; ask for Contributor and Role Based Access Control Administrator, or Owner`,
    ]);
  });

  it("asks nothing when it is off or something is unknown; notes are told all the same", async () => {
    const requests = await calls(async () => {
      const notes = ["Standard_NC6s_v3 is retired: Standard_NC24ads_A100_v4 is used"];
      expect(await look(inputs({ enabled: false, notes }))).to.deep.equal({
        problems: [],
        lines: notes,
      });
      const unknown = inputs({ subscriptionId: unknownValue });
      expect(await look(unknown)).to.deep.equal({ problems: [], lines: [] });
    });
    expect(requests).to.deep.equal([]);
  });
});
