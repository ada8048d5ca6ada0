import { expect } from "chai";
import { at, startLocalAzure, type Answer, type LocalAzure } from "../start";

const roles = {
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
};
const names = [1, 2, 3].map((n) => `aaaaaaaa-0000-4000-8000-00000000000${n}`);
const version = "api-version=2022-04-01";
const assignments = "~/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments";
const group = "~/resourceGroups/rg?api-version=2024-03-01";

interface Login {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly objectId: string;
}

describe("roles of local Azure", () => {
  let azure: LocalAzure;
  let other: Login;
  beforeEach(async () => {
    azure = await startLocalAzure();
    await azure.fetch(group, { method: "PUT", body: { location: "eastus" } });
    const { body } = await azure.admin("POST", "/admin/principals");
    other = {
      clientId: String(body.clientId),
      clientSecret: String(body.clientSecret),
      objectId: String(body.objectId),
    };
  });
  afterEach(() => azure.stop());

  const outcome = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];
  const assign = (
    name: string | undefined,
    role: string,
    properties: Record<string, unknown> = {},
  ): Promise<Answer> =>
    azure.fetch(`${assignments}/${name ?? ""}?${version}`, {
      method: "PUT",
      body: {
        properties: {
          principalId: other.objectId,
          principalType: "ServicePrincipal",
          roleDefinitionId: `${azure.connection.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          ...properties,
        },
      },
    });
  const asOther = async (path: string, method = "GET", body?: unknown): Promise<Answer> =>
    azure.fetch(path, {
      method,
      body,
      token: await azure.token("https://management.azure.local/", other),
    });

  it("lets a principal do what its roles say, at their scope", async () => {
    const refused = await asOther(group);
    expect(outcome(refused)).to.eql([403, "AuthorizationFailed"]);
    expect(at(refused.body, "error", "message")).to.match(
      new RegExp(
        `^The client '${other.clientId}' with object id '${other.objectId}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourceGroups/read' over scope '/subscriptions/[^']+/resourceGroups/rg' or the scope is invalid`,
      ),
    );
    expect((await assign(names[0], roles.reader)).status).to.equal(201);
    expect((await asOther(group)).status).to.equal(200);
    expect((await asOther(group, "PUT", { location: "eastus" })).status).to.equal(403);
    await assign(names[1], roles.contributor);
    expect((await asOther(group, "PUT", { location: "eastus" })).status).to.equal(200);
    const grant = await asOther(`${assignments}/${names[2] ?? ""}?${version}`, "PUT", {});
    expect(outcome(grant)).to.eql([403, "AuthorizationFailed"]);
    expect((await asOther("~/resourceGroups?api-version=2024-03-01")).status).to.equal(403);
  });

  it("lets an assignment work only after a while", async () => {
    await azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    await assign(names[0], roles.reader);
    expect((await asOther(group)).status).to.equal(403);
    await azure.admin("POST", "/admin/clock", { advanceSeconds: 121 });
    expect((await asOther(group)).status).to.equal(200);
  });

  it("gives a data role no management action, and a management role no data action", async () => {
    await assign(names[0], roles.blobReader);
    const read = {
      dataAction: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    };
    const scope = `/subscriptions/${azure.connection.subscriptionId}/resourceGroups/RG/providers/x`;
    const may = (need: object, id = other.objectId): boolean =>
      azure.cloud.roles.effective(id, scope, need);
    expect(may(read)).to.be.true;
    expect(may({ dataAction: read.dataAction.replace("read", "write") })).to.be.false;
    expect(may({ action: "Microsoft.Storage/storageAccounts/read" })).to.be.false;
    expect(may(read, azure.connection.objectId)).to.be.false;
  });

  it("refuses duplicates, changed roles, unknown principals and roles", async () => {
    await assign(names[0], roles.reader);
    expect(outcome(await assign(names[1], roles.reader))).to.eql([409, "RoleAssignmentExists"]);
    expect(outcome(await assign(names[0], roles.contributor))).to.eql([
      400,
      "RoleAssignmentUpdateNotPermitted",
    ]);
    expect((await assign(names[0], roles.reader, { description: "d" })).status).to.equal(200);
    const unknown = { principalId: names[2], principalType: undefined };
    expect(outcome(await assign(names[1], roles.reader, unknown))).to.eql([
      400,
      "PrincipalNotFound",
    ]);
    const trusted = { principalId: names[2] };
    expect((await assign(names[1], roles.reader, trusted)).status).to.equal(201);
    const user = await assign(names[2], roles.contributor, { principalType: "User" });
    expect(outcome(user)).to.eql([400, "UnmatchedPrincipalType"]);
    expect(outcome(await assign(names[2], String(names[2])))).to.eql([
      404,
      "RoleDefinitionDoesNotExist",
    ]);
    expect(outcome(await assign("no-guid", roles.reader))).to.eql([400, "InvalidRoleAssignmentId"]);
  });

  it("lists by principal and by scope, and forgets what is deleted", async () => {
    await assign(names[0], roles.reader);
    const list = async (filter: string, path = assignments): Promise<unknown[]> => {
      const { body } = await azure.fetch(
        `${path}?${version}&$filter=${encodeURIComponent(filter)}`,
      );
      return (body.value as { name: string }[]).map(({ name }) => name);
    };
    const above = "~/providers/Microsoft.Authorization/roleAssignments";
    const mine = `principalId eq '${other.objectId}'`;
    expect(await list(mine)).to.eql([names[0]]);
    expect(await list("atScope()")).to.have.members([names[0], azure.connection.objectId]);
    expect(await list("atScope()", above)).to.eql([azure.connection.objectId]);
    expect(await list(`atScope() and ${mine}`)).to.eql([names[0]]);
    expect(await list(mine, above)).to.eql([names[0]]);
    const one = `${assignments}/${names[0] ?? ""}?${version}`;
    expect((await azure.fetch(one, { method: "DELETE" })).status).to.equal(200);
    expect((await azure.fetch(one, { method: "DELETE" })).status).to.equal(204);
    expect(outcome(await azure.fetch(one))).to.eql([404, "RoleAssignmentNotFound"]);
    expect((await asOther(group)).status).to.equal(403);
  });

  it("says what the caller may do", async () => {
    const path = "~/resourceGroups/rg/providers/Microsoft.Authorization/permissions";
    const mine = await azure.fetch(`${path}?${version}`);
    expect(at(mine.body, "value", 0, "actions")).to.eql(["*"]);
    await assign(names[0], roles.contributor);
    const theirs = await asOther(`${path}?${version}`);
    expect(at(theirs.body, "value", 0, "notActions")).to.include("Microsoft.Authorization/*/Write");
  });

  it("gives an identity a principal that roles can be given to", async () => {
    const identity = `~/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai?api-version=2023-01-31`;
    const made = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    const again = await azure.fetch(identity, { method: "PUT", body: { location: "eastus" } });
    expect(again.body).to.eql(made.body);
    const principalId = at(made.body, "properties", "principalId");
    const found = { principalId, principalType: undefined };
    expect((await assign(names[0], roles.reader, found)).status).to.equal(201);
    await azure.fetch(identity, { method: "DELETE" });
    expect(outcome(await assign(names[1], roles.contributor, found))).to.eql([
      400,
      "PrincipalNotFound",
    ]);
  });
});
