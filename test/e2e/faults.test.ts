import { expect } from "chai";
import { live } from "./live-requests";
import { sharedStack, succeed } from "./stack";

// azure-native asks a cloud for its endpoints once, and gives up when that fails.
const anywhere = "^(?!/metadata/)";
// It waits 20 s after a cut connection, so a few of its calls are cut; our own clients wait less than one.
const cut = [
  { method: "PUT", path: "/storageAccounts/[^/]+$", do: "reset" },
  { method: "PUT", path: "/userAssignedIdentities/[^/]+$", do: "reset" },
  { method: "GET", path: "/components/[^/]+$", do: "reset" },
];
const dataPlane = "/(jobs|models|deployments|datastores|history|mferp|inference|stfinetune)";
const headers = { "retry-after-ms": "20" };
const deeds = [
  { path: anywhere, do: { status: 429, headers } },
  { path: anywhere, do: { status: 503, headers } },
  { path: dataPlane, do: "reset" },
  { path: anywhere, do: "expiredToken" },
  { path: anywhere, do: { status: 500, headers } },
];

describe("a cloud that stumbles", function () {
  this.timeout(300_000);
  const stack = sharedStack("empty");

  it("does not fail an up: every seventh request is throttled, refused, cut off or finds its token expired", async () => {
    for (const [index, fault] of Array.from({ length: 8 }, () => deeds)
      .flat()
      .entries())
      await stack().fault({ ...fault, skip: 6 * index });
    for (const fault of cut) await stack().fault(fault);
    await succeed(stack().up());
    const { body } = await stack().client.admin("GET", "/admin/faults");
    const faults = body.faults as { hits: number; path: string }[];
    expect(faults.filter(({ hits }) => hits === 1)).to.have.length.greaterThan(20);
    for (const { path } of cut)
      expect(faults.find((fault) => fault.path === path)?.hits, path).to.equal(1);
    await stack().client.admin("DELETE", "/admin/faults");
    const name = stack().output("deploymentName");
    expect(await live(stack())).to.deep.equal({ traffic: { [name]: 100 }, deployments: [name] });
    expect((await stack().preview()).steps).to.deep.equal([]);
  });
});
