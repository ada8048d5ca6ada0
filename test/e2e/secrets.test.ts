import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { at } from "../local/azure/client";
import { endpointPath } from "./live-requests";
import { sharedStack, succeed } from "./stack";

/** Outputs that the state may keep, encrypted. */
const mayBeEncrypted = ["instrumentationKey", "connectionString"];

/** What looks like a secret, whatever its value. */
const forms = [/eyJ[\w-]{10,}\.[\w-]{10,}/, /[?&]sig=[^[&\s"]/i, /AccountKey=[^[;\s"]/i];

describe("secrets", function () {
  this.timeout(300_000);
  const stack = sharedStack();
  const secrets = new Map<string, string>();
  const texts = new Map<string, string>();

  const post = async (id: string, action: string, version: string) =>
    (await stack().client.fetch(`${id}/${action}?api-version=${version}`, { method: "POST" })).body;

  /** The real values of now; each run of `up` makes others. */
  const collect = async (when: string) => {
    const { client, local } = stack();
    const idOf = async (type: string) =>
      (await stack().resources()).find((one) => one.type.toLowerCase() === type)?.id ?? "";
    const keys = await post(
      await idOf("microsoft.storage/storageaccounts"),
      "listKeys",
      "2024-01-01",
    );
    const endpoint = (await stack().workspace(`${endpointPath(stack())}/listKeys`, "POST")).body;
    const insights = await client.fetch(
      `${await idOf("microsoft.insights/components")}?api-version=2020-02-02`,
    );
    const found = {
      "storage key 1": at(keys, "keys", 0, "value"),
      "storage key 2": at(keys, "keys", 1, "value"),
      "endpoint key 1": at(endpoint, "primaryKey"),
      "endpoint key 2": at(endpoint, "secondaryKey"),
      "client secret": local.connection.clientSecret,
      instrumentationKey: at(insights.body, "properties", "InstrumentationKey"),
      connectionString: at(insights.body, "properties", "ConnectionString"),
      "token of ours": await client.token(),
    };
    for (const [name, value] of Object.entries(found)) {
      expect(value, name).to.be.a("string").with.length.greaterThan(15);
      secrets.set(`${name}, ${when}`, String(value));
    }
  };

  const leaks = (text: string, allowed: readonly string[] = []) => [
    ...[...secrets]
      .filter(
        ([name, value]) => text.includes(value) && !allowed.some((one) => name.startsWith(one)),
      )
      .map(([name]) => name),
    ...forms
      .filter((form) => form.test(text))
      .map((form) => `${String(form)}: ${form.exec(text)?.[0] ?? ""}`),
  ];

  it("are read while everything is destroyed, made again with the same names, and looked at", async () => {
    await collect("before");
    texts.set("destroy", await succeed(stack().destroy()));
    texts.set("up", await succeed(stack().up()));
    texts.set("preview", (await stack().preview()).output);
    texts.set("refresh", await succeed(stack().refresh()));
    texts.set(
      "outputs",
      (await stack().pulumi(["stack", "output", "--json", "--show-secrets"])).output,
    );
    texts.set("requests", JSON.stringify(await stack().requests()));
    await collect("after");
    expect(new Set(secrets.values()).size).to.be.greaterThan(10);
  });

  it("are in nothing that is printed, and in no request log", () => {
    texts.set("azure.log", readFileSync(stack().files.log, "utf8"));
    for (const [name, text] of texts) expect(leaks(text), name).to.deep.equal([]);
  });

  it("are in no file of the stack", () => {
    const folder = stack().files.pulumi;
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const kept = files.filter((file) => /\.(json|yaml|bak|attrs)$/.test(file));
    expect(kept.length).to.be.greaterThan(5);
    for (const file of kept)
      expect(leaks(readFileSync(join(folder, file), "utf8")), file).to.deep.equal([]);
  });

  it("are in the decrypted state only where it is encrypted at rest by name", async () => {
    const { stdout } = await stack().pulumi(["stack", "export", "--show-secrets"]);
    expect(stdout).to.include('"instrumentationKey"');
    expect(leaks(stdout, mayBeEncrypted)).to.deep.equal([]);
  });
});
