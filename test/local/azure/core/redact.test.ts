import { expect } from "chai";
import { redact } from "../../../../local/azure/http/redact";

describe("redaction of the request log", () => {
  it("hides by name and by form, and nothing else", () => {
    const secret = "[redacted]";
    const jwt = `eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(20)}`;
    expect(
      redact({
        client_secret: "s",
        adminPassword: 5,
        credentials: { key: "k", keys: { secret: "x" } },
        accountKey: "abc",
        "x-azureml-token": "t",
        uri: "https://localhost/a/b?sv=1&sig=abc%3D&se=2",
        text: `Bearer ${jwt}`,
        keyVault: "/id",
        keyName: "key1",
        name: "plain",
        list: [{ primaryKey: "p" }],
      }),
    ).to.eql({
      client_secret: secret,
      adminPassword: 5,
      credentials: { key: secret, keys: { secret } },
      accountKey: secret,
      "x-azureml-token": secret,
      uri: "https://localhost/a/b?sv=1&sig=[redacted]&se=2",
      text: "Bearer [redacted]",
      keyVault: "/id",
      keyName: "key1",
      name: "plain",
      list: [{ primaryKey: secret }],
    });
  });
});
