import { expect } from "chai";
import { Tokens } from "../../azure/tokens";
import { failure } from "./failure";
import { FakeAzure } from "./fake-transport";

const scope = "https://arm.test/.default";

describe("a login that stumbles", () => {
  const tokensOf = (errors: Error[]) => {
    const azure = new FakeAzure({});
    let asked = 0;
    const getToken = () => {
      asked += 1;
      const error = errors.shift();
      if (error) return Promise.reject(error);
      return Promise.resolve({ token: "good", expiresOnTimestamp: Date.now() + 3_600_000 });
    };
    const tokens = new Tokens({ getToken }, azure.http().clock);
    return { tokens, slept: azure.slept, asked: () => asked };
  };
  const msal = () => new Error("endpoints_resolution_error: See https://aka.ms/msal.js.errors");

  it("is asked again, whoever wrapped the reason", async () => {
    const throttled = Object.assign(new Error("busy"), { statusCode: 429 });
    const wrapped = new Error("no token for …", { cause: msal() });
    const { tokens, slept, asked } = tokensOf([msal(), throttled, wrapped]);
    expect(await tokens.get(scope)).to.equal("good");
    expect([asked(), slept.length]).to.deep.equal([4, 3]);
  });

  it("is given up after a few tries, and at once for any other reason", async () => {
    const often = tokensOf(Array.from({ length: 9 }, msal));
    expect((await failure(often.tokens.get(scope))).message).to.include("endpoints_resolution");
    expect(often.asked()).to.equal(5);
    const wrong = tokensOf([Object.assign(new Error("AADSTS7000215"), { statusCode: 401 })]);
    expect((await failure(wrong.tokens.get(scope))).message).to.equal("AADSTS7000215");
    expect([wrong.asked(), wrong.slept.length]).to.deep.equal([1, 0]);
  });
});
