import { expect } from "chai";
import { SignInError, signIn } from "../../azure/credential";
import type { Login } from "../../azure/login";
import { cloud } from "./fake-transport";
import { failure } from "./failure";

async function message(login: Login, secrets = {}): Promise<string> {
  const error = await failure(Promise.resolve(signIn(login, cloud, secrets).getToken("scope")));
  expect(error).to.be.instanceOf(SignInError);
  return error.message;
}

// Each of these fails before anything is sent: which source was chosen shows in what it complains about.
describe("sign in", () => {
  it("names what a service principal lacks", async () => {
    const text = await message({ clientId: "id" }, { clientSecret: "s3cret" });
    expect(text).to.contain("tried: client secret (ARM_CLIENT_SECRET)");
    expect(text).to.contain("ARM_TENANT_ID not set");
    expect(text).to.contain("not configured: default credential");
    expect(text).not.to.contain("s3cret");
  });

  it("takes the certificate before the secret, the secret before OIDC, OIDC before the managed identity", async () => {
    const all = { clientCertificatePath: "/none", useOidc: true, useMsi: true };
    expect(await message(all, { clientSecret: "s" })).to.contain("tried: client certificate");
    expect(
      await message({ ...all, clientCertificatePath: undefined }, { clientSecret: "s" }),
    ).to.contain("tried: client secret");
    expect(await message({ useOidc: true, useMsi: true })).to.contain("tried: OIDC");
  });

  it("says how a GitHub job gets its token", async () => {
    const text = await message({
      useOidc: true,
      tenantId: "11111111-1111-1111-1111-111111111111",
      clientId: "c",
    });
    expect(text).to.contain("permissions: id-token: write");
  });
});
