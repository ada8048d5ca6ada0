import { expect } from "chai";
import { ArmClient } from "../../../../local/provider/azure/arm-client";
import { discoverCloud } from "../../../../local/provider/azure/cloud";
import { TokenSource } from "../../../../local/provider/azure/credential";
import { RequestFailed } from "../../../../local/provider/azure/errors";
import { completion } from "../../../../local/provider/azure/operation";
import { retryAfter } from "../../../../local/provider/azure/retry";
import { FakeArm, group, type Answer } from "../fake-arm";
import { failure, noWaits } from "../test-provider";

const path = `${group}/providers/Microsoft.Storage/storageAccounts/store`;
const signal = new AbortController().signal;
const get = { method: "GET", path, apiVersion: "2024-01-01" };
const ok = { status: 200, body: { id: path } };
const busy: Answer = { status: 429 };

async function clientOn(arm: FakeArm): Promise<ArmClient> {
  const cloud = await discoverCloud("arm.test", arm.transport, signal);
  const principal = { tenantId: "tenant", clientId: "app", clientSecret: "hush" };
  const tokens = new TokenSource(principal, cloud, arm.transport, noWaits);
  return new ArmClient(cloud, tokens, arm.transport, noWaits);
}

describe("ARM requests of the stand-in", () => {
  it("carry the headers of azure-native and one token", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    await client.request({ ...get, method: "PUT", body: {} }, signal);
    await client.request(get, signal);
    expect(arm.log.filter((call) => call.path === "/token")).to.have.lengthOf(1);
    const form = new URLSearchParams(arm.log.find((call) => call.path === "/token")?.request.body);
    expect(form.get("scope")).to.equal("https://aud.test//.default openid offline_access profile");
    expect(form.get("claims")).to.contain("CP1");
    const headers = arm.log.find((call) => call.method === "PUT")?.request.headers;
    expect(headers).to.include({
      Accept: "application/json",
      "Content-Type": "application/json; charset=utf-8",
    });
    expect(headers?.Authorization).to.match(/^Bearer h\./);
    expect(headers?.["User-Agent"]).to.match(/^pulumi-azure-native\/3\.28 azsdk-go-azcore.* pid-/);
  });

  it("are sent four times at most", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    arm.script("GET", "/store", "reset", busy, { status: 503 }, ok);
    expect((await client.request(get, signal)).status).to.equal(200);
    arm.script("GET", "/store", busy, busy, busy, busy, ok);
    expect((await client.request(get, signal)).status).to.equal(429);
    expect(arm.calls()).to.have.lengthOf(8);
  });

  it("are repeated after a conflict only when another operation runs", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    const conflict = (code: string) => ({ status: 409, body: { error: { code, message: "m" } } });
    arm.script("GET", "/store", conflict("AnotherOperationInProgress"), conflict("Other"));
    expect((await client.request(get, signal)).status).to.equal(409);
    expect(arm.calls()).to.have.lengthOf(2);
  });

  it("do not wait longer than two minutes", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    arm.script("GET", "/store", { status: 429, headers: { "retry-after": "121" } });
    expect((await client.request(get, signal)).status).to.equal(429);
  });

  it("register a provider and go on", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    const error = { code: "MissingSubscriptionRegistration", message: "m" };
    arm.script("GET", "/store", { status: 409, body: { error } }, ok);
    arm.script("POST", "/register", { status: 200, body: { registrationState: "Registering" } });
    const state = (registrationState: string) => ({ status: 200, body: { registrationState } });
    arm.script("GET", "/Microsoft.Storage", state("Registering"), state("Registered"));
    expect((await client.request(get, signal)).status).to.equal(200);
    expect(arm.calls().slice(1, 4)).to.deep.equal([
      "POST ~/providers/Microsoft.Storage/register",
      "GET ~/providers/Microsoft.Storage",
      "GET ~/providers/Microsoft.Storage",
    ]);
  });

  it("get a new token when the server asks for claims, and only then", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    const claims = Buffer.from('{"access_token":{}}').toString("base64");
    const challenge = {
      "www-authenticate": `Bearer error="insufficient_claims", claims="${claims}"`,
    };
    arm.script("GET", "/store", { status: 401, headers: challenge }, ok, { status: 401 });
    expect((await client.request(get, signal)).status).to.equal(200);
    expect((await client.request(get, signal)).status).to.equal(401);
    const forms = arm.log.filter((call) => call.path === "/token");
    expect(forms[1]?.request.body).to.include("claims=%7B%22access_token%22%3A%7B%7D%7D");
  });

  it("fail at once, without the secret, when there is no token", async () => {
    const arm = new FakeArm();
    const client = await clientOn(arm);
    const body = { error: "invalid_client", error_description: "AADSTS7000215: wrong secret" };
    arm.script("POST", "/token", { status: 401, body });
    const error = await failure(client.request(get, signal));
    expect(error.message).to.equal(
      "ClientSecretCredential authentication failed. AADSTS7000215: wrong secret",
    );
    expect(arm.log.filter((call) => call.path === "/token")).to.have.lengthOf(1);
  });
});

describe("Retry-After", () => {
  const after = (headers: Record<string, string>) =>
    retryAfter({ ...ok, statusText: "", text: "", headers, request: { method: "GET", url: "" } });
  it("is read in seconds, milliseconds or as a date, and 0 is ignored", () => {
    expect(after({ "retry-after": "7" })).to.equal(7);
    expect(after({ "retry-after-ms": "1500" })).to.equal(1.5);
    expect(after({ "retry-after": "0" })).to.equal(undefined);
    expect(after({ "retry-after": new Date(Date.now() + 60_000).toUTCString() })).to.be.within(
      50,
      61,
    );
    expect(after({})).to.equal(undefined);
  });
});

const state = (provisioningState: string) => ({ id: path, properties: { provisioningState } });
const location = { location: "/operations/1" };
const asyncHeader = { "azure-asyncoperation": "https://arm.test/operations/2" };

// The first answer of a PUT, the polls by path, and what is to be asked for.
const operations: [string, Answer, Record<string, Answer[]>, string[]][] = [
  ["200 and Succeeded", { status: 200, body: state("Succeeded") }, {}, []],
  ["200 without a state", { status: 200, body: {} }, {}, []],
  [
    "200 and a state that goes on",
    { status: 200, body: state("Creating") },
    {
      "/store": [
        { status: 200, body: state("Updating") },
        { status: 200, body: state("Succeeded") },
      ],
    },
    ["/store", "/store"],
  ],
  ["201 without a state", { status: 201, body: {} }, { "/store": [ok] }, ["/store"]],
  [
    "both headers",
    { status: 202, headers: { ...location, ...asyncHeader } },
    { "/operations/2": [{ status: 200, body: { status: "succeeded" } }], "/store": [ok] },
    ["/operations/2", "/store"],
  ],
  [
    "a Location that moves",
    { status: 202, headers: location },
    {
      "/operations/1": [{ status: 202, headers: { location: "/operations/3" } }],
      "/operations/3": [ok],
    },
    ["/operations/1", "/operations/3"],
  ],
  [
    "a Location whose resource goes on",
    { status: 201, headers: location },
    { "/operations/1": [{ status: 200, body: state("Creating") }, { status: 200 }] },
    ["/operations/1", "/operations/1"],
  ],
];

describe("long-running operations of the stand-in", () => {
  async function run(first: Answer, polls: Record<string, Answer[]>) {
    const arm = new FakeArm().script("PUT", "/store", first);
    for (const [ends, answers] of Object.entries(polls)) arm.script("GET", ends, ...answers);
    const client = await clientOn(arm);
    const put = { method: "PUT", path, apiVersion: "2024-01-01", body: {} };
    const accepted = await client.request(put, signal);
    const done = completion(client, accepted, "2024-01-01", signal);
    return { arm, done };
  }

  for (const [what, first, polls, asked] of operations)
    it(`follow ${what}`, async () => {
      const { arm, done } = await run(first, polls);
      expect((await done).status).to.equal(200);
      const paths = arm.log.filter(({ method }) => method === "GET").map((call) => call.path);
      const prefix = path.replace("/store", "");
      expect(paths.slice(2).map((p) => p.replace(prefix, ""))).to.deep.equal(asked);
    });

  it("give a Location the API version of the type, and an asynchronous one its own", async () => {
    const { arm, done } = await run({ status: 202, headers: location }, { "/operations/1": [ok] });
    await done;
    expect(arm.log.at(-1)?.query).to.equal("?api-version=2024-01-01");
  });

  it("fail with the answer that says so", async () => {
    const body = state("Failed");
    const { done } = await run({ status: 200, body }, {});
    const error = await failure(done);
    expect(error).to.be.instanceOf(RequestFailed);
    expect(error.message).to.equal(`Status=200 Message="${JSON.stringify(body)}"`);
    const gone = await run(
      { status: 202, headers: asyncHeader },
      { "/operations/2": [{ status: 404, text: "" }] },
    );
    expect((await failure(gone.done)).message).to.match(
      /RESPONSE 404: 404 Status Text\nERROR CODE UNAVAILABLE/,
    );
  });
});
