import { expect } from "chai";
import { at, type Answer, type Json } from "../start";
import { baseModel, cluster, deploymentBody, endpointBody, ws } from "./bodies";
import { makeTunedModel, makeWorkspace, pass, startWorld, type World } from "./world";

const code = (answer: Answer): unknown[] => [answer.status, at(answer.body, "error", "code")];
const message = (answer: Answer): string => String(at(answer.body, "error", "message"));
const one = "onlineEndpoints/chat-1";

describe("online endpoints of local Azure", function () {
  this.timeout(30_000);
  let world: World;
  before(async () => {
    world = await startWorld();
    await makeWorkspace(world);
    await makeTunedModel(world);
  });
  after(() => world.stop());
  beforeEach(() => world.done("PUT", one, endpointBody()));
  afterEach(async () => {
    await world.azure.admin("POST", "/admin/clock", { latency: 0, speed: 60 });
    await world.azure.admin("DELETE", "/admin/faults");
    await world.azure.finish(await world.call("DELETE", one));
  });

  const put = (body: Json, name = "blue") => world.call("PUT", `${one}/deployments/${name}`, body);
  const deploy = (name = "blue", body = deploymentBody(world.id)) =>
    world.done("PUT", `${one}/deployments/${name}`, body);
  const setTraffic = (traffic: Json) => world.call("PUT", one, endpointBody({}, traffic));
  const score = async (headers: Record<string, string> = {}, body?: unknown): Promise<Answer> => {
    const keys = (await world.call("POST", `${one}/listKeys`)).body;
    const input = { input_string: [{ role: "user", content: "How to paint the foghorn?" }] };
    return world.azure.fetch("/inference/eastus/chat-1/score", {
      method: "POST",
      token: String(keys.secondaryKey),
      headers,
      body: body ?? { input_data: input },
    });
  };

  it("refuse names, changes and bodies that Azure refuses", async () => {
    const bad = (name: string) => world.call("PUT", `onlineEndpoints/${name}`, endpointBody());
    for (const name of ["1abc", "ab", "a--b", "ends-", "x".repeat(33)])
      expect((await bad(name)).status, name).to.equal(400);
    const change = (body: Json) => world.call("PUT", one, body);
    const location = "eastus";
    const token = await change({ location, properties: { authMode: "AMLToken" } });
    expect(at(token.body, "error", "target")).to.equal("authMode");
    expect((await change({ location, properties: {} })).status).to.equal(400);
    expect((await change({ properties: { authMode: "Key" } })).status).to.equal(400);
    expect((await world.call("GET", "onlineEndpoints/nothing")).status).to.equal(404);
    await world.done("PUT", ws.replace("ws1", "ws2"), (await world.call("GET", ws)).body);
    const clash = await world.call("PUT", `${ws.replace("ws1", "ws2")}/${one}`, endpointBody());
    expect(message(clash)).to.contain("unique within a region");
  });

  it("send traffic to deployments that exist, 0 or 100 in sum", async () => {
    expect(message(await setTraffic({ blue: 100 }))).to.contain("'blue'");
    await deploy();
    expect(message(await setTraffic({ blue: 90 }))).to.contain("90");
    expect((await score()).status).to.equal(404);
    expect((await score({ "azureml-model-deployment": "blue" })).status).to.equal(200);
    await world.done("PUT", one, endpointBody({}, { blue: 100 }));
    expect((await score()).headers.get("azureml-model-deployment")).to.equal("blue");
    const live = await world.call("DELETE", `${one}/deployments/blue`);
    expect(message(live)).to.contain("live traffic");
    await world.done("PUT", one, endpointBody());
    expect((await score()).status).to.equal(404);
    await world.done("DELETE", `${one}/deployments/blue`);
    expect((await world.call("GET", `${one}/deployments/blue`)).status).to.equal(404);
  });

  it("answer from the model that they were given", async () => {
    await deploy("tuned");
    await deploy("base", deploymentBody(world.id, baseModel));
    const greedy = {
      input_data: {
        input_string: [[{ role: "user", content: "How to paint the foghorn?" }]],
        parameters: { do_sample: false },
      },
    };
    const say = async (name: string) =>
      String((await score({ "azureml-model-deployment": name }, greedy)).body.output);
    expect(await say("tuned")).to.match(/keeper|lighthouse/);
    expect(await say("base")).not.to.match(/keeper|lighthouse|foghorn/);
    expect(await say("tuned")).to.equal(await say("tuned"));
  });

  it("want a good key and a body that the model reads", async () => {
    await deploy();
    const blue = { "azureml-model-deployment": "blue" };
    const unread = await score(blue, { text: "hello" });
    expect([unread.status, unread.headers.get("ms-azureml-model-error-statuscode")]).to.deep.equal([
      424,
      "400",
    ]);
    const path = "/inference/eastus/chat-1/score";
    const wrong = await world.azure.fetch(path, { method: "POST", token: "no", body: {} });
    expect(wrong.status).to.equal(401);
    const before = (await world.call("POST", `${one}/listKeys`)).body;
    await world.done("POST", `${one}/regenerateKeys`, { keyType: "Secondary" });
    const after = (await world.call("POST", `${one}/listKeys`)).body;
    expect(after.primaryKey).to.equal(before.primaryKey);
    expect(after.secondaryKey).not.to.equal(before.secondaryKey);
    expect((await world.call("POST", `${one}/token`)).status).to.equal(400);
  });

  it("give up on an answer that takes longer than the request timeout", async () => {
    await deploy(
      "blue",
      deploymentBody(world.id, undefined, { requestSettings: { requestTimeout: "PT1S" } }),
    );
    const blue = { "azureml-model-deployment": "blue" };
    expect((await score(blue)).status).to.equal(200);
    await world.azure.admin("POST", "/admin/clock", { latency: 10, speed: 1000 });
    expect((await score(blue)).status).to.equal(408);
  });

  it("refuse more requests at a time than twice what the instances take", async () => {
    await deploy();
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 1 });
    const blue = { "azureml-model-deployment": "blue" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => score(blue)));
    const counts = [200, 429].map(
      (status) => answers.filter((one) => one.status === status).length,
    );
    expect(counts).to.deep.equal([2, 3]);
  });

  it("take tokens of Azure ML and of Entra where their mode says so", async () => {
    for (const authMode of ["AMLToken", "AADToken"]) {
      const name = `chat-${authMode.slice(0, 3)}`;
      const body = { location: "eastus", properties: { authMode } };
      await world.done("PUT", `onlineEndpoints/${name}`, body);
      await world.done("PUT", `onlineEndpoints/${name}/deployments/blue`, deploymentBody(world.id));
      const token =
        authMode === "AADToken"
          ? await world.azure.token("https://ml.azure.local")
          : String((await world.call("POST", `onlineEndpoints/${name}/token`)).body.accessToken);
      const ask = (bearer: string) =>
        world.azure.fetch(`/inference/eastus/${name}/score`, {
          method: "POST",
          token: bearer,
          headers: { "azureml-model-deployment": "blue" },
          body: { input_data: { input_string: [{ role: "user", content: "Hello" }] } },
        });
      expect((await ask(token)).status).to.equal(200);
      expect((await ask(await world.azure.token())).status).to.equal(401);
      await world.done("DELETE", `onlineEndpoints/${name}`);
    }
  });

  it("refuse a deployment at once when size, quota, model or form are wrong", async () => {
    const refused = async (more: Json, sku?: Json) => {
      const body = deploymentBody(world.id, undefined, more);
      return put(sku ? { ...body, sku } : body);
    };
    const detail = (answer: Answer) => String(at(answer.body, "error", "details", 0, "message"));
    for (const instanceType of ["Standard_NC6s_v3", "Standard_X", "Standard_DS1_v2"])
      expect(detail(await refused({ instanceType }))).to.contain(instanceType);
    const quota = await refused({ instanceType: "Standard_NC64as_T4_v3" });
    expect(code(quota)).to.deep.equal([400, "BadRequest"]);
    expect(detail(quota)).to.match(/usage\/limit: 0\/32\. Additional needed: 128 /);
    expect(detail(await refused({}, { name: "Default", capacity: 5 }))).to.contain("needed: 120 ");
    expect((await refused({}, { name: "Default", capacity: 0 })).status).to.equal(400);
    expect((await refused({ requestSettings: { requestTimeout: "PT181S" } })).status).to.equal(400);
    expect((await refused({ requestSettings: { requestTimeout: "90s" } })).status).to.equal(400);
    const model = world.id(`${ws}/models/none/versions/1`);
    expect(message(await refused({ model }))).to.contain("was not found");
    expect((await world.call("GET", `${one}/deployments/blue`)).status).to.equal(404);
  });

  it("fail later with logs, and keep serving what was live", async () => {
    await deploy();
    const failure = { code: "ResourceNotReady", message: "crashed", logs: ["Traceback: boom"] };
    await world.azure.admin("POST", "/admin/faults", {
      path: "deployments/blue",
      do: { deploymentFailure: failure },
    });
    const ended = await world.azure.finish(await put(deploymentBody(world.id)));
    expect([ended.body.status, at(ended.body, "error", "code")]).to.deep.equal([
      "Failed",
      "ResourceNotReady",
    ]);
    const { body } = await world.call("GET", `${one}/deployments/blue`);
    expect(at(body, "properties", "provisioningState")).to.equal("Failed");
    const logs = await world.call("POST", `${one}/deployments/blue/getLogs`, { tail: 1 });
    expect(logs.body.content).to.match(/Traceback: boom$/);
    const init = { containerType: "StorageInitializer", tail: 50 };
    const initial = await world.call("POST", `${one}/deployments/blue/getLogs`, init);
    expect(initial.body.content).to.contain("The model is in place.");
    expect((await score({ "azureml-model-deployment": "blue" })).status).to.equal(200);
    await deploy();
  });

  it("need roles for a user-assigned identity", async () => {
    const identity = `~/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai1`;
    await world.done("PUT", `${identity}?api-version=2023-01-31`, { location: "eastus" });
    const user = { type: "UserAssigned", userAssignedIdentities: { [world.id(identity)]: {} } };
    await world.done("PUT", "onlineEndpoints/chat-2", endpointBody({ identity: user }));
    const body = deploymentBody(world.id);
    const path = "onlineEndpoints/chat-2/deployments/blue";
    const ended = await world.azure.finish(await world.call("PUT", path, body));
    expect(at(ended.body, "error", "code")).to.equal("BadArgument");
    expect(at(ended.body, "error", "message")).to.contain("Storage Blob Data Reader");
    await world.done("DELETE", "onlineEndpoints/chat-2");
  });

  it("take time: 409 while something goes on, and a stale GET after a PUT", async () => {
    await deploy();
    await world.azure.admin("POST", "/admin/clock", { latency: 1, speed: 0.001 });
    const slow = await put(deploymentBody(world.id), "green");
    expect([slow.status, slow.headers.has("azure-asyncoperation")]).to.deep.equal([201, true]);
    expect((await put(deploymentBody(world.id), "green")).status).to.equal(409);
    await pass(world, 600);
    expect((await setTraffic({ blue: 100 })).status).to.equal(200);
    const shown = async () => (await world.call("GET", one)).body.properties as Json;
    expect(await shown()).to.deep.include({ provisioningState: "Succeeded", traffic: {} });
    expect((await setTraffic({ blue: 100 })).status).to.equal(409);
    const refused = await put(deploymentBody(world.id), "third");
    expect(message(refused)).to.contain("because it is in Updating provisioning state");
    await world.azure.admin("POST", "/admin/clock", { advanceSeconds: 4 });
    expect(await shown()).to.deep.include({ provisioningState: "Updating" });
    await pass(world, 60);
    expect(await shown()).to.deep.include({
      provisioningState: "Succeeded",
      traffic: { blue: 100 },
    });
  });

  it("scale by capacity, at the price of each instance", async () => {
    await deploy();
    await deploy("blue", { ...deploymentBody(world.id), sku: { name: "Default", capacity: 2 } });
    const bill = await world.azure.admin("GET", "/admin/bill");
    const lines = bill.body.lines as { meter: string; quantity: number; running: boolean }[];
    const running = lines.filter(({ meter, running: on }) => on && meter === "endpoint instance");
    expect(running.map(({ quantity }) => quantity)).to.deep.equal([2]);
    expect(
      at((await world.call("GET", `${one}/deployments/blue`)).body, "sku", "capacity"),
    ).to.equal(2);
    const other = deploymentBody(world.id, undefined, { instanceType: "Standard_NC4as_T4_v3" });
    expect(cluster).not.to.equal("Standard_NC4as_T4_v3");
    expect((await put(other)).status).to.equal(400);
  });
});
