import { expect } from "chai";
import { AzureError, UnreachableError, isAzureError } from "../../azure/errors";
import { Tokens } from "../../azure/tokens";
import { failure } from "./failure";
import { FakeAzure } from "./fake-transport";

const url = "https://arm.test/thing?api-version=1";
const scope = "https://arm.test/.default";

describe("pipeline", () => {
  it("repeats what is idempotent, waits as asked, and tells it", async () => {
    const azure = new FakeAzure({
      "PUT /thing": [
        { status: 429, headers: { "Retry-After": "7" } },
        { error: "ECONNRESET" },
        { body: { a: 1 } },
      ],
    });
    const answer = await azure.http().send<{ a: number }>({ method: "PUT", url, scope, body: {} });
    expect(answer.body).to.deep.equal({ a: 1 });
    expect(azure.slept[0]).to.equal(7);
    expect(azure.slept).to.have.length(2);
    expect(azure.lines[0]).to.equal(
      "PUT https://arm.test/thing?api-version=1: 429, again in 7.0 s",
    );
  });

  it("sends a POST once, unless it is said to be safe", async () => {
    const script = { "POST /thing": [{ status: 503 }, { body: {} }] };
    const once = new FakeAzure(script);
    expect(await failure(once.http().send({ method: "POST", url, scope }))).to.be.instanceOf(
      AzureError,
    );
    expect(once.sent).to.have.length(1);
    const safe = new FakeAzure(script);
    await safe.http().send({ method: "POST", url, scope, retry: "safe" });
    expect(safe.sent).to.have.length(2);
  });

  it("gives up within its time, also when told to wait longer than that", async () => {
    const azure = new FakeAzure({
      "GET /thing": { status: 503, headers: { "retry-after": "400" } },
    });
    const error = await failure(azure.http().send({ method: "GET", url, scope }));
    expect(isAzureError(error, 503)).to.be.true;
    expect(azure.slept).to.deep.equal([400]);
  });

  it("says which host does not answer", async () => {
    const azure = new FakeAzure({ "GET /thing": { error: "ECONNREFUSED" } });
    const error = await failure(azure.http().send({ method: "GET", url, scope }));
    expect(error).to.be.instanceOf(UnreachableError);
    expect(error.message).to.match(
      /^no answer from 'arm.test' \(ECONNREFUSED\) after 5 tries to GET/,
    );
  });

  it("takes one new token after a 401, also for a POST, and no third", async () => {
    const azure = new FakeAzure({
      "POST /thing": [{ status: 401 }, { body: {} }, { status: 401 }],
    });
    const http = azure.http();
    await http.send({ method: "POST", url, scope });
    expect(azure.sent.map(({ headers }) => headers.authorization)).to.deep.equal([
      "Bearer token-1",
      "Bearer token-2",
    ]);
    expect(isAzureError(await failure(http.send({ method: "POST", url, scope })), 401)).to.be.true;
    expect(azure.sent).to.have.length(4);
  });

  it("asks for one new token when several requests are refused at once", async () => {
    const azure = new FakeAzure({
      "GET /thing": ({ headers }) => ({
        status: headers.authorization === "Bearer token-1" ? 401 : 200,
        body: {},
      }),
    });
    const http = azure.http();
    await Promise.all([1, 2, 3].map(() => http.send({ method: "GET", url, scope })));
    expect(azure.tokensAsked).to.have.length(2);
  });

  it("renews a refused token once for all who hold it", async () => {
    const azure = new FakeAzure({});
    const tokens = new Tokens(azure.credential, azure.http().clock);
    const refused = await tokens.get(scope);
    const renewed = await Promise.all([1, 2, 3].map(() => tokens.renew(scope, refused)));
    expect(renewed).to.deep.equal(["token-2", "token-2", "token-2"]);
  });

  it("renews a token before it expires", async () => {
    const azure = new FakeAzure({ "GET /thing": { body: {} } });
    const http = azure.http();
    await http.send({ method: "GET", url, scope });
    azure.time += 3_500_000;
    await http.send({ method: "GET", url, scope });
    expect(azure.tokensAsked).to.have.length(2);
  });

  it("sends no token over plain http", async () => {
    const azure = new FakeAzure({});
    const error = await failure(
      azure.http().send({ method: "GET", url: "http://arm.test/thing", scope }),
    );
    expect(error.message).to.contain("not https");
    expect(azure.sent).to.be.empty;
  });
});
