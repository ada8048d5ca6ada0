import { expect } from "chai";
import * as vars from "@pulumi/azure-native/config";
import { secretsOf, withEnvironment } from "../../azure/login";
import { loginFlags, loginTexts } from "../../catalog/login-keys";

describe("login", () => {
  it("takes every key of the config before its variable", () => {
    const env = { ARM_TENANT_ID: "env", ARM_CLIENT_ID: "env", ARM_OIDC_AUDIENCE: "env" };
    const texts = Object.fromEntries(loginTexts.map((key) => [key, `config ${key}`]));
    const flags = Object.fromEntries(loginFlags.map((key) => [key, true]));
    const login = { ...texts, ...flags, subscriptionId: "config subscriptionId" };
    expect(withEnvironment(login, env)).to.deep.equal(login);
    expect(withEnvironment({}, env)).to.include({ tenantId: "env", oidcAudience: "env" });
  });

  it("knows every key of azure-native that decides who signs in", () => {
    const others = ["location", "auxiliaryTenantIds", "partnerId", "disablePulumiPartnerId"];
    const secrets = ["clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"];
    const read = [...loginTexts, ...loginFlags, "subscriptionId", ...others, ...secrets];
    const known = Object.keys(vars).filter((key) => !key.startsWith("_"));
    expect(known).to.have.length.above(15);
    expect(known.filter((key) => !read.includes(key))).to.deep.equal([]);
    const variables = {
      ARM_CLIENT_SECRET: "a",
      ARM_CLIENT_CERTIFICATE_PASSWORD: "b",
      ARM_OIDC_TOKEN: "c",
      ARM_OIDC_REQUEST_TOKEN: "d",
    };
    expect(Object.keys(secretsOf(variables))).to.have.members(secrets);
  });
});
