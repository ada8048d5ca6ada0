import { expect } from "chai";
import { ownCommand, stackCommand } from "../../../scripts/stack/next-step";
import { withoutState } from "../../../scripts/stack/on-local-stack";
import type { Pulumi } from "../../../scripts/stack/pulumi";
import { loginFlags, loginTexts } from "../../../catalog/login-keys";
import { loginOf, readConfig, readStack } from "../../../scripts/stack/read-stack";

const answers =
  (resources: object[], config: object): Pulumi =>
  (args) => {
    const isExport = args.join(" ") === "stack export -s dev";
    const answer = isExport ? { version: 3, deployment: { resources } } : config;
    return Promise.resolve({ code: 0, stdout: JSON.stringify(answer), stderr: "" });
  };
const fails =
  (stderr: string): Pulumi =>
  () =>
    Promise.resolve({ code: 255, stdout: "", stderr: `error: ${stderr}\n` });
const refusal = (pulumi: Pulumi): Promise<string> =>
  readStack("dev", pulumi).then(
    () => "accepted",
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );

describe("readStack", () => {
  it("reads what the state has, and the configuration without what is secret", async () => {
    const config = {
      "azure-native:location": { value: "eastus", secret: false },
      "azure-finetune:data": { value: '{"test":"a"}', objectValue: { test: "a" }, secret: false },
      "azure-finetune:key": { secret: true },
    };
    const dynamic = "pulumi-nodejs:dynamic/azure-finetune";
    const native = "azure-native:machinelearningservices";
    const resources = [
      { type: "azure-finetune:index:Workspace", outputs: { name: "ws" } },
      { type: "azure-native:operationalinsights:Workspace", id: "/logs" },
      { type: `${native}:Workspace`, id: "/ws" },
      { type: `${native}/v20250601:OnlineEndpoint`, id: "/ws/onlineEndpoints/ep" },
      { type: `${dynamic}:FineTuneJob`, outputs: { jobName: "job-2" } },
      { type: `${dynamic}:FineTuneJob`, outputs: { jobName: "job-1" }, delete: true },
      { type: `${dynamic}:OnlineDeployment`, outputs: { deploymentName: null } },
    ];
    expect(await readStack("dev", answers(resources, config))).to.deep.equal({
      name: "dev",
      parts: { workspaceId: "/ws", endpointName: "ep", jobName: "job-2" },
      config: { "azure-native:location": "eastus", "azure-finetune:data": '{"test":"a"}' },
    });
    expect(await readStack("dev", answers([], {}))).to.have.deep.property("parts", {});
  });

  it("says what to do where there is no such stack, or no login", async () => {
    expect(await refusal(fails("no stack named 'dev' found"))).to.equal(
      "no stack named 'dev' found; 'pulumi stack ls' lists those of this login, 'pulumi up -s dev' makes this one",
    );
    expect(await refusal(fails("PULUMI_ACCESS_TOKEN must be set for login"))).to.match(
      /^cannot read stack 'dev': PULUMI.*next: pulumi login$/,
    );
    expect(await refusal(fails("incorrect passphrase"))).to.equal(
      "cannot read stack 'dev': incorrect passphrase",
    );
  });
});

describe("the next command", () => {
  const local = { PULUMI_OPTION_CONFIG_FILE: "/some/where/pulumi/Pulumi.local.yaml" };

  it("is Pulumi's own for a stack of one's own", () => {
    expect(stackCommand("up", "dev", {})).to.equal("pulumi up -s dev");
    expect(stackCommand("up", "dev", local)).to.equal("pulumi up -s dev");
    expect(ownCommand("invoke", "dev", ["--row", "3"], {})).to.equal(
      "npm run invoke -- --stack dev --row 3",
    );
  });

  it("leads to the same state folder on local Azure", () => {
    expect(stackCommand("up", "local", local)).to.equal("npm run local -- up --state /some/where");
    expect(ownCommand("metrics", "local", [], local)).to.equal(
      "npm run metrics -- --state /some/where",
    );
    const blank = { PULUMI_OPTION_CONFIG_FILE: "/my state/pulumi/Pulumi.local.yaml" };
    expect(stackCommand("refresh", "local", blank)).to.equal(
      "npm run local -- refresh --state '/my state'",
    );
  });

  it("names the state only once", () => {
    expect(withoutState(["--state", "d", "--seed", "1", "--state=e"])).to.deep.equal([
      "--seed",
      "1",
    ]);
  });
});

describe("the login of a stack", () => {
  it("has every key of azure-native's configuration", () => {
    const subscriptionId = "00000000-0000-4000-8000-000000000001";
    const texts = Object.fromEntries(loginTexts.map((key) => [key, `its ${key}`]));
    const flags = Object.fromEntries(loginFlags.map((key) => [key, "true"]));
    const printed = Object.entries({ ...texts, ...flags, subscriptionId }).map(([key, value]) => [
      `azure-native:${key}`,
      { value, secret: false },
    ]);
    const login = loginOf(readConfig(Object.fromEntries(printed)));
    const set = Object.fromEntries(loginFlags.map((key) => [key, true]));
    expect(login).to.deep.equal({ ...texts, ...set, subscriptionId });
  });
});
