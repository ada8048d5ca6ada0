import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { checkout } from "../../../engine/cli-cache";
import { environment, stackFiles } from "../../../engine/environment";
import { type Cli, findCli } from "../../../engine/find-cli";
import { run } from "../../../engine/run";
import { at, type LocalAzure, startLocalAzure } from "../azure/start";

const project = `name: cloud
runtime: { name: nodejs, options: { typescript: false, nodeargs: "--require tsx/cjs" } }
`;
const program = `import { getClientConfigOutput, RoleAssignment } from "@pulumi/azure-native/authorization";
import { Vault } from "@pulumi/azure-native/keyvault";
import { Workspace } from "@pulumi/azure-native/machinelearningservices";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { Workspace as Logs } from "@pulumi/azure-native/operationalinsights";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { BlobContainer, listStorageAccountKeysOutput, StorageAccount } from "@pulumi/azure-native/storage";
const tags = { env: process.env.TAG ?? "dev" };
const group = new ResourceGroup("group", { tags });
const resourceGroupName = group.name;
const account = new StorageAccount("store", {
  resourceGroupName, tags, kind: "StorageV2", sku: { name: "Standard_LRS" },
});
const identity = new UserAssignedIdentity("identity", { resourceGroupName });
const { tenantId, subscriptionId } = getClientConfigOutput();
new BlobContainer("container", { resourceGroupName, accountName: account.name });
const vault = new Vault("vault", { resourceGroupName, properties: { tenantId, sku: { family: "A", name: "standard" } } });
new Logs("logs", { resourceGroupName, tags, retentionInDays: 30, sku: { name: "PerGB2018" } });
const workspace = new Workspace("workspace", {
  resourceGroupName, tags, identity: { type: "SystemAssigned" }, storageAccount: account.id, keyVault: vault.id,
});
new RoleAssignment("role", {
  scope: account.id,
  principalId: identity.principalId,
  principalType: "ServicePrincipal",
  roleDefinitionId: subscriptionId.apply((id) =>
    "/subscriptions/" + id + "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
});
export const workspaceUrl = workspace.discoveryUrl;
export const accountId = account.id;
export const keys = listStorageAccountKeysOutput({ resourceGroupName, accountName: account.name }).keys.length;
`;

describe("the stand-in with the real engine and local Azure", function () {
  this.timeout(20 * 60_000); // the first run of a machine may have to build the CLI
  let root = "";
  let cli: Cli;
  let azure: LocalAzure;

  const pulumi = (args: readonly string[], extra: Record<string, string> = {}) => {
    const { connection } = azure;
    const login = {
      ARM_METADATA_HOSTNAME: new URL(connection.url).host,
      ARM_TENANT_ID: connection.tenantId,
      ARM_SUBSCRIPTION_ID: connection.subscriptionId,
      ARM_CLIENT_ID: connection.clientId,
      ARM_CLIENT_SECRET: connection.clientSecret,
      ARM_DISABLE_INSTANCE_DISCOVERY: "true",
      SSL_CERT_FILE: connection.bundleFile,
    };
    const env = environment({
      cli,
      folder: join(root, "state"),
      stack: "local",
      path: [join(checkout, "local/provider/bin")],
      extra: { ...login, ...extra },
    });
    return run(cli, [...args, "--non-interactive"], {
      cwd: join(root, "program"),
      env,
      output: "capture",
    });
  };
  const succeed = async (args: string, extra?: Record<string, string>) => {
    const { code, stdout, stderr } = await pulumi(args.split(" "), extra);
    expect(code, stdout + stderr).to.equal(0);
    return stdout;
  };
  let seen = 0;
  /** Changes that Azure was asked for since the last call, for example `PUT storageAccounts/`. */
  const writes = async (): Promise<string[]> => {
    const { body } = await azure.admin("GET", `/admin/requests?since=${seen}`);
    seen = Number(body.next);
    const requests = body.requests as { method: string; path: string }[];
    return requests
      .filter(({ method, path }) => method !== "GET" && path.startsWith("/subscriptions/"))
      .map(({ method, path }) => `${method} ${path.split("/").at(-2) ?? ""}`)
      .sort();
  };

  before(async () => {
    cli = await findCli();
    azure = await startLocalAzure();
    root = mkdtempSync(join(tmpdir(), "stand-in-"));
    const [folder, state] = [join(root, "program"), join(root, "state")];
    const files = stackFiles(state, "local");
    [folder, files.backend].forEach((each) => mkdirSync(each, { recursive: true }));
    writeFileSync(join(folder, "Pulumi.yaml"), project);
    writeFileSync(join(folder, "package.json"), '{ "name": "cloud", "main": "index.ts" }');
    writeFileSync(join(folder, "index.ts"), program);
    symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
    writeFileSync(files.passphrase, "test");
    await succeed("stack init local");
    await succeed("config set azure-native:location eastus");
  });
  after(async () => {
    await azure.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it("previews without a change", async () => {
    expect(await succeed("preview")).to.match(/\+ 9 to create/);
    expect(await writes()).to.deep.equal([]);
  });

  it("keeps a resource whose operation failed, and mends it", async () => {
    const it = { status: 400, code: "Broken", message: "It broke." };
    const path = "OperationalInsights/.*/operationStatuses/";
    await azure.admin("POST", "/admin/faults", { path, do: it });
    const failed = await pulumi(["up", "--yes", "--skip-preview"]);
    await azure.admin("DELETE", "/admin/faults");
    expect(failed.code, failed.stdout).not.to.equal(0);
    expect(failed.stdout).to.include('Status=400 Code="Broken" Message="It broke."');
    const first = await writes();
    expect(first).to.include("PUT workspaces");

    const out = await succeed("up --yes --skip-preview");
    expect(out).to.match(/operationalinsights:Workspace logs updated/);
    expect((await succeed("stack output keys")).trim()).to.equal("2");
    expect(await succeed("stack output accountId")).to.match(
      /\/storageAccounts\/store[0-9a-f]{8}\n$/,
    );
    const puts = [...first, ...(await writes())].filter((write) => write.startsWith("PUT"));
    expect(puts.sort()).to.deep.equal([
      "PUT containers",
      "PUT resourcegroups",
      "PUT roleAssignments",
      "PUT storageAccounts",
      "PUT userAssignedIdentities",
      "PUT vaults",
      "PUT workspaces",
      "PUT workspaces",
      "PUT workspaces",
    ]);
  });

  it("finds nothing to do, before and after a refresh", async () => {
    await succeed("refresh --yes --skip-preview --expect-no-changes");
    await succeed("up --yes --skip-preview --expect-no-changes");
    expect((await writes()).filter((write) => !write.startsWith("POST"))).to.deep.equal([]);
  });

  it("updates in place what has changed, and only that", async () => {
    await succeed("up --yes --skip-preview", { TAG: "prod" });
    const puts = (await writes()).filter((write) => write.startsWith("PUT"));
    const tagged = ["resourcegroups", "storageAccounts", "workspaces", "workspaces"];
    expect(puts).to.deep.equal(tagged.map((type) => `PUT ${type}`));
  });

  it("sees what was changed and deleted by hand", async () => {
    const live = (await azure.admin("GET", "/admin/resources")).text;
    const account = /\/subscriptions\/[^"]*\/storageAccounts\/store[0-9a-f]{8}(?=")/.exec(
      live,
    )?.[0];
    const role = /[^"]*\/storageAccounts\/[^"]*\/roleAssignments\/[^"]*/.exec(live)?.[0];
    const old = await azure.fetch(`${account ?? ""}?api-version=2024-01-01`);
    const changed = { ...old.body, tags: { env: "by hand" } };
    const put = { method: "PATCH", body: { tags: changed.tags } };
    expect((await azure.fetch(`${account ?? ""}?api-version=2024-01-01`, put)).status).to.equal(
      200,
    );
    await azure.fetch(`${role ?? ""}?api-version=2022-04-01`, { method: "DELETE" });
    await succeed("refresh --yes --skip-preview", { TAG: "prod" });
    const preview = await succeed("preview --diff", { TAG: "prod" });
    expect(preview).to.include('"by hand" => "prod"');
    expect(preview).to.match(/\+ 1 to create\n *~ 1 to update/);
  });

  it("deletes everything and leaves no process", async () => {
    await succeed("destroy --yes --skip-preview");
    const { body } = await azure.admin("GET", "/admin/resources");
    const live = (body.resources as unknown[]).filter((each) => at(each, "deleted") !== true);
    expect(live.filter((each) => /group|Role/.exec(String(at(each, "id"))))).to.deep.equal([]);
    let left = "?";
    for (let tries = 0; tries < 100 && left !== ""; tries++) {
      await pause(20);
      const all = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
      left = all
        .split("\n")
        .filter((line) => line.includes(root))
        .join("\n");
    }
    expect(left).to.equal("");
  });
});
