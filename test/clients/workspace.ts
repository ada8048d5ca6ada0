import { expect } from "chai";
import type { Client } from "../local/azure/client";
import { storage, vault, workspaceBody, ws } from "../local/azure/machinelearning/bodies";

const location = "eastus";

/** Makes resource group `rg` and workspace `ws1` with what it depends on, by bare requests to ARM. */
export async function makeWorkspace(
  client: Client,
  { subscriptionId, tenantId }: { subscriptionId: string; tenantId: string },
): Promise<void> {
  const put = async (path: string, version: string, body: unknown) => {
    const answer = await client.fetch(`${path}?api-version=${version}`, { method: "PUT", body });
    expect(answer.status, answer.text).to.be.within(200, 202);
    const ended = await client.finish(answer);
    expect(ended.body.error, ended.text).to.equal(undefined);
  };
  await put("~/resourceGroups/rg", "2024-03-01", { location });
  await put(storage, "2024-01-01", {
    location,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    properties: {},
  });
  await put(vault, "2024-11-01", {
    location,
    properties: { tenantId, sku: { family: "A", name: "standard" }, accessPolicies: [] },
  });
  const id = (path: string) => path.replace("~", `/subscriptions/${subscriptionId}`);
  await put(ws, "2024-04-01", workspaceBody(id));
}
