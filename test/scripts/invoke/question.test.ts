import { expect } from "chai";
import { ownQuestion, questionOf, requestOf } from "../../../scripts/invoke/question";

const turn = (role: string, content: string) => ({ role, content });
const row = (...messages: object[]) => JSON.stringify({ prompt: "p", messages, prompt_id: "x" });

describe("a question from a row", () => {
  it("is the conversation up to the last assistant turn, which is expected", () => {
    const text = row(
      turn("user", "a"),
      turn("assistant", "b"),
      turn("user", "c"),
      turn("assistant", "d"),
    );
    expect(questionOf(text)).to.deep.equal({
      messages: [turn("user", "a"), turn("assistant", "b"), turn("user", "c")],
      expected: "d",
    });
  });

  it("leaves out what comes after that turn", () => {
    const text = row(turn("user", "a"), turn("assistant", "b"), turn("user", "thanks"));
    expect(questionOf(text)).to.deep.equal({ messages: [turn("user", "a")], expected: "b" });
  });

  it("expects nothing where nobody has answered", () => {
    expect(questionOf(row(turn("user", "a")))).to.deep.equal({ messages: [turn("user", "a")] });
  });

  it("says what is wrong with a row", () => {
    expect(() => questionOf("{")).to.throw("not valid JSON");
    expect(() => questionOf(row(turn("assistant", "b")))).to.throw("no question before it");
    expect(() => questionOf(row(turn("bot", "b")))).to.throw("'messages.0.role'");
    expect(() => questionOf("[]")).to.throw('a row is {"messages"');
  });

  it("makes the tutorial's request, to the letter", () => {
    expect(JSON.stringify(requestOf(ownQuestion("Why?")))).to.equal(
      '{"input_data":{"input_string":[[{"role":"user","content":"Why?"}]],"parameters":' +
        '{"temperature":0.6,"top_p":0.9,"do_sample":true,"max_new_tokens":200}},"params":{}}',
    );
  });
});
