import { expect } from "chai";
import { connect } from "../../azure/client";
import { discoverCloud } from "../../azure/cloud";
import { withEnvironment } from "../../azure/login";
import { FakeAzure } from "./fake-transport";
import type { Reply } from "./fake-transport";
import { failure } from "./failure";

const endpoints = {
  name: "AzureLocal",
  portal: "https://portal.azure.local/",
  resourceManager: "https://localhost:8443/",
  authentication: {
    loginEndpoint: "https://localhost:8443/",
    audiences: ["https://management.azure.local/"],
  },
  suffixes: { storage: "storage.azure.local" },
};
const document = (body: unknown): Record<string, Reply> => ({
  "GET /metadata/endpoints": { body },
});

describe("cloud", () => {
  for (const [environment, ml] of [
    [undefined, "https://ml.azure.com/.default"],
    ["usgovernment", "https://ml.azure.us/.default"],
    ["AzureChinaCloud", "https://ml.azure.cn/.default"],
  ] as const) {
    it(`knows '${environment ?? "the default"}' without asking`, async () => {
      const azure = new FakeAzure({});
      const cloud = await discoverCloud({ environment }, azure.http(), {});
      expect(cloud.mlScope).to.equal(ml);
      expect(azure.sent).to.be.empty;
    });
  }

  it("takes a described cloud as azure-native does, and derives Azure ML's audience from the portal", async () => {
    const azure = new FakeAzure(document(endpoints));
    const cloud = await discoverCloud({ metadataHost: "localhost:8443" }, azure.http(), {});
    expect(azure.sent[0]?.url).to.equal(
      "https://localhost:8443/metadata/endpoints?api-version=2022-09-01",
    );
    expect(azure.sent[0]?.headers).not.to.have.property("authorization");
    expect(cloud).to.deep.equal({
      name: "AzureLocal",
      resourceManager: "https://localhost:8443",
      loginEndpoint: "https://localhost:8443/",
      armScope: "https://management.azure.local//.default",
      mlScope: "https://ml.azure.local/.default",
      storageScope: "https://storage.azure.com/.default",
      storageSuffix: "storage.azure.local",
      registryDiscovery: "https://azurelocalwest.api.ml.azure.local/",
      portal: "https://portal.azure.local",
    });
  });

  it("picks its own cloud from a list, through a byte order mark, and obeys the registry override", async () => {
    const list = [
      { ...endpoints, name: "Other", resourceManager: "https://other.test/" },
      endpoints,
    ];
    const azure = new FakeAzure(document(`\uFEFF${JSON.stringify(list)}`));
    const env = { REGISTRY_DISCOVERY_ENDPOINT_URL: "https://registry.test" };
    const cloud = await discoverCloud(
      { metadataHost: "https://localhost:8443" },
      azure.http(),
      env,
    );
    expect(cloud).to.include({ name: "AzureLocal", registryDiscovery: "https://registry.test/" });
  });

  it("names what is missing or unknown", async () => {
    const azure = new FakeAzure(document({ ...endpoints, portal: undefined }));
    const missing = await failure(
      discoverCloud({ metadataHost: "localhost:8443" }, azure.http(), {}),
    );
    expect(missing.message).to.contain("has no 'portal'");
    const unknown = await failure(discoverCloud({ environment: "mars" }, azure.http(), {}));
    expect(unknown.message).to.contain("'mars'").and.to.contain("'usgovernment'");
  });
});

describe("login", () => {
  it("is completed from azure-native's variables; configuration wins, and only 'true' is true", () => {
    const env = {
      ARM_CLIENT_ID: "env",
      ARM_TENANT_ID: "env",
      ARM_USE_OIDC: "1",
      ARM_USE_MSI: "true",
    };
    const login = withEnvironment({ clientId: "config" }, env);
    expect(login).to.include({ clientId: "config", tenantId: "env", useOidc: false, useMsi: true });
  });
});

describe("connect", () => {
  const subscription = (subscriptionId: string) => ({
    subscriptionId,
    displayName: `name of ${subscriptionId}`,
  });
  const connected = (subscriptions: readonly object[]) => {
    const azure = new FakeAzure({ "GET /subscriptions": { body: { value: subscriptions } } });
    const { transport, sleep, now, credential } = azure;
    return connect({ environment: "public" }, { http: { transport, sleep, now }, credential });
  };
  const variable = process.env.ARM_SUBSCRIPTION_ID;
  before(() => Reflect.deleteProperty(process.env, "ARM_SUBSCRIPTION_ID"));
  after(() => {
    if (variable !== undefined) process.env.ARM_SUBSCRIPTION_ID = variable;
  });

  it("takes the only subscription", async () => {
    expect((await connected([subscription("one")])).subscriptionId).to.equal("one");
  });

  it("lists several and says how to choose", async () => {
    const error = await failure(connected([subscription("one"), subscription("two")]));
    expect(error.message)
      .to.contain("'one' (name of one), 'two'")
      .and.to.contain("ARM_SUBSCRIPTION_ID");
  });

  it("makes a member once", async () => {
    const azure = await connected([subscription("one")]);
    expect(azure.jobs).to.equal(azure.jobs);
  });
});
