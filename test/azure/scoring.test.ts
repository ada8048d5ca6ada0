import { expect } from "chai";
import { Response } from "node-fetch";
import { UnreachableError, isAzureError } from "../../azure/errors";
import { answerText, scoreBody } from "../../azure/score-body";
import { createScoring } from "../../azure/scoring";
import type { Send } from "../../azure/scoring";
import { FakeAzure } from "./fake-transport";
import { failure } from "./failure";

const conversation = [{ role: "user", content: "hi" }] as const;
const body = scoreBody(conversation, { temperature: 0.6 });

interface Given {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function make(...answers: (Given | Error)[]) {
  const sent: { url: string; headers: Record<string, string>; body: unknown }[] = [];
  const azure = new FakeAzure({});
  const send: Send = (url, init) => {
    sent.push({ url, headers: init.headers, body: JSON.parse(init.body) });
    const answer = answers.shift();
    if (answer === undefined) return Promise.reject(new Error("one request too many"));
    if (answer instanceof Error) return Promise.reject(answer);
    const { status = 200, body: text = "", headers = {} } = answer;
    return Promise.resolve(new Response(JSON.stringify(text), { status, headers }));
  };
  const scoring = createScoring(azure.http().clock, (line) => azure.lines.push(line), send);
  const ask = (deployment?: string) =>
    scoring.invoke({ scoringUri: "https://e.test/score", token: "secret-key", body, deployment });
  return { azure, sent, ask };
}

describe("scoring", () => {
  it("asks one deployment with the tutorial's body", async () => {
    const { sent, ask } = make({ body: { output: "hello" } });
    expect(await ask("demo-1")).to.deep.include({ text: "hello", form: "nested" });
    expect(sent[0]?.headers).to.include({
      authorization: "Bearer secret-key",
      "azureml-model-deployment": "demo-1",
    });
    expect(sent[0]?.body).to.deep.equal({
      input_data: { input_string: [conversation], parameters: { temperature: 0.6 } },
      params: {},
    });
  });

  it("leaves the header out when no deployment is named", async () => {
    const { sent, ask } = make({ body: "hello" });
    await ask();
    expect(sent[0]?.headers).not.to.have.property("azureml-model-deployment");
  });

  it("tries the flat form when the model refuses the nested one", async () => {
    const { sent, ask } = make({ status: 424 }, { body: ["hello"] });
    expect(await ask()).to.deep.include({ text: "hello", form: "flat" });
    expect(sent[1]?.body).to.deep.equal({
      input_data: { input_string: conversation, parameters: { temperature: 0.6 } },
    });
  });

  it("tells the first refusal when both forms are refused, with what the container said", async () => {
    const headers = {
      "ms-azureml-model-error-statuscode": "500",
      "ms-azureml-model-error-reason": "model_error",
    };
    const { ask } = make({ status: 424, headers, body: "first" }, { status: 400, body: "second" });
    const error = await failure(ask());
    expect(isAzureError(error, 424)).to.be.true;
    expect(error.message).to.contain(
      "first (the model answered 500, model_error); the container refused",
    );
  });

  it("waits while the endpoint is busy, as asked", async () => {
    const { azure, ask } = make({ status: 429, headers: { "retry-after": "4" } }, { body: "ok" });
    await ask();
    expect(azure.slept).to.deep.equal([4]);
  });

  for (const [status, hint] of [
    [401, "not the endpoint's"],
    [404, "no deployment has traffic"],
    [408, "requestTimeout"],
  ] as const) {
    it(`explains ${status} without a second try`, async () => {
      const { sent, ask } = make({ status, body: {} });
      const error = await failure(ask());
      expect(error.message).to.contain(hint).and.not.to.contain("secret-key");
      expect(sent).to.have.length(1);
    });
  }

  it("says that the endpoint does not answer", async () => {
    const refused = Object.assign(new Error("connect"), {
      name: "FetchError",
      code: "ECONNREFUSED",
    });
    const error = await failure(make(refused).ask());
    expect(error).to.be.instanceOf(UnreachableError);
    expect(error.message).to.contain("'e.test' (ECONNREFUSED)");
  });

  const answers: readonly (readonly [unknown, string])[] = [
    ["plain", "plain"],
    [["a"], "a"],
    [{ output: "b" }, "b"],
    [[{ "0": "c" }], "c"],
    [{ choices: [{ message: { role: "assistant", content: "d" } }] }, "d"],
    [{ other: 1 }, '{"other":1}'],
  ];
  answers.forEach(([raw, text]) => {
    it(`finds the text in ${JSON.stringify(raw)}`, () => {
      expect(answerText(raw)).to.equal(text);
    });
  });
});
