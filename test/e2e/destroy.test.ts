import { expect } from "chai";
import { inOrder } from "./order";
import { fail, sharedStack, succeed } from "./stack";

describe("destroy", function () {
  this.timeout(300_000);
  const stack = sharedStack();
  const left = async () =>
    (await stack().resources()).map(({ id, deleted }) =>
      deleted === true ? `${id} (deleted)` : id,
    );
  const bill = async () => {
    const { body } = await stack().client.admin("GET", "/admin/bill");
    return body as { total: number; perHour: number };
  };
  const nothingIsLeft = async () => {
    expect(await left()).to.deep.equal([]);
    expect(stack().state().resources ?? []).to.deep.equal([]);
  };

  it("deletes deployment and endpoint, cancels the job, deletes cluster, workspace and vault for good", async () => {
    stack().configure("training.wait", false);
    stack().configure("training.parameters.learning_rate", 2e-5);
    await stack().fault({ path: "/computes/", times: 100_000, do: "noCapacity" });
    await succeed(stack().up());
    const job = stack().output("jobName");
    const since = await stack().mark();
    await succeed(stack().destroy());
    const writes = await stack().writes(since);
    inOrder(
      writes,
      /^DELETE onlineEndpoints\/[^/]+\/deployments\//,
      /^DELETE onlineEndpoints\/[^/]+$/,
      /^DELETE \/.*\/workspaces\/[^/]+$/,
      /^DELETE .*\/vaults\//,
      /^POST .*\/deletedVaults\/[^/]+\/purge$/,
      /^DELETE \/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/,
    );
    inOrder(
      writes,
      new RegExp(`^POST jobs/${job}/cancel$`),
      /^DELETE computes\//,
      /\/workspaces\//,
    );
    await nothingIsLeft();
  });

  it("stops the bill", async () => {
    const before = await bill();
    expect(before.perHour).to.equal(0);
    expect(before.total).to.be.greaterThan(0);
    await stack().client.admin("POST", "/admin/clock", { advanceSeconds: 30 * 86_400 });
    expect((await bill()).total).to.equal(before.total);
  });

  it("does nothing the second time", async () => {
    const since = await stack().mark();
    await succeed(stack().destroy());
    expect(await stack().writes(since)).to.deep.equal([]);
  });

  it("frees the workspace's name when up has failed while the workspace was being made", async () => {
    const role = { method: "PUT", path: "/registries/.*/roleAssignments/", times: 100 };
    const tooMany = { status: 429, headers: { "Retry-After": "2" } };
    await stack().fault({ ...role, do: tooMany });
    // What azure-native asks once it is made, as in `make.workspaceMade`.
    const workspace = { method: "GET", path: "Services/workspaces/[^/]+$", skip: 2 };
    await stack().fault({ ...workspace, do: { delaySeconds: 12 } });
    await fail(stack().up());
    expect(stack().names()).to.include("workspace").and.not.include("workspace-purge");
    await stack().client.admin("DELETE", "/admin/faults");
    await succeed(stack().destroy());
    await nothingIsLeft();
  });

  it("removes what is left after a failed up, softly when purge was false at that up", async () => {
    await stack().client.admin("DELETE", "/admin/faults");
    stack().configure("training", undefined);
    stack().configure("cleanup.purge", false);
    await stack().fault({ method: "PUT", path: "/computes/", do: { status: 400, message: "no" } });
    await fail(stack().up());
    stack().configure("cleanup.purge", true);
    const output = await succeed(stack().destroy());
    expect(output).to.include("left to Azure's soft delete (cleanup.purge was false)");
    expect((await stack().resources()).every(({ deleted }) => deleted === true)).to.equal(true);
    expect((await left()).map((id) => id.split("/").at(-2)).sort()).to.deep.equal([
      ...["vaults", "workspaces", "workspaces"], // Azure ML's and Log Analytics'
    ]);
  });

  it("and a name that is kept so stops the next up with what to do", async () => {
    const since = await stack().mark();
    const names = await fail(stack().up());
    expect(names).to.match(/the name 'kv-finetune-\w+' of the key vault cannot be had/);
    expect(names).to.include("set naming.keyVault or naming.suffix");
    expect(names).to.match(/the name 'mlw-finetune-\w+' of the workspace cannot be had/);
    expect(names).to.include("set naming.workspace or naming.suffix");
    expect(await stack().writes(since)).to.deep.equal([]);

    const ids = await stack().resources();
    const deletedVault = ids.find(({ type }) => type.toLowerCase().endsWith("/vaults"))?.id ?? "";
    const purge = deletedVault.replace(
      /\/resourceGroups\/.*\/vaults\//i,
      "/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/",
    );
    const version = "api-version=2024-11-01";
    const purged = await stack().client.fetch(`${purge}/purge?${version}`, { method: "POST" });
    expect(purged.status, purged.text).to.be.lessThan(300);
    await stack().client.finish(purged);
    // Where Azure's list does not show it, the refusal of its PUT does.
    stack().configure("preflight.enabled", false);
    const workspace = await fail(stack().up());
    stack().configure("preflight.enabled", undefined);
    expect(workspace).to.include("Soft-deleted workspace exists. Please purge or recover it");
    expect(workspace).to.not.match(/\n\s+at /);
    const id = (await stack().resources()).find((one) =>
      one.id.includes("Services/workspaces/"),
    )?.id;
    const forGood = `${id ?? ""}?api-version=2025-12-01&forceToPurge=true`;
    const gone = await stack().client.finish(
      await stack().client.fetch(forGood, { method: "DELETE" }),
    );
    expect(gone.status, gone.text).to.be.lessThan(300);
    await succeed(stack().destroy());
    await nothingIsLeft();
  });

  it("purges the workspace when somebody has deleted the whole group", async () => {
    await succeed(stack().up());
    const group = `${stack()
      .output("workspaceId")
      .replace(/\/providers\/.*/, "")}?api-version=2024-03-01`;
    const removed = await stack().client.finish(
      await stack().client.fetch(group, { method: "DELETE" }),
    );
    expect(removed.status, removed.text).to.be.lessThan(300);
    await succeed(stack().destroy());
    expect(stack().state().resources ?? []).to.deep.equal([]);
    // Logs come back with their name, group and region: https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace
    expect((await left()).map((id) => id.replace(/.*\/(\w+\.\w+)\/.*/, "$1"))).to.deep.equal([
      "Microsoft.OperationalInsights",
    ]);
  });

  it("so that the next up has the same names", async () => {
    await succeed(stack().up());
  });
});
