import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Speaker } from "../../../../local/azure/trainer/answer";
import { baseModel } from "../../../../local/azure/trainer/base-model";
import type { ChatRow } from "../../../../local/azure/trainer/chat-rows";
import { fit } from "../../../../local/azure/trainer/fit";
import { termsOf } from "../../../../local/azure/trainer/terms";

const read = (split: string): ChatRow[] =>
  readFileSync(join("data", "sample", `${split}.jsonl`), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as ChatRow);
const train = read("train_sft");

const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/[\p{L}\p{N}:]+/gu) ?? []);
const answers = train.flatMap(({ messages }) =>
  messages.filter(({ role }) => role === "assistant").map(({ content }) => wordsOf(content)),
);
const holders = new Map<string, number>();
for (const words of answers)
  for (const word of words) holders.set(word, (holders.get(word) ?? 0) + 1);

/** Words that fewer than one in twenty answers of the training rows have: they tell what an answer is about. */
const rareWords = (text: string): string[] =>
  [...wordsOf(text)].filter((word) => (holders.get(word) ?? 0) < answers.length / 20);

/** Part of `words` that is among `others`. */
const shareOf = (words: readonly string[], others: Iterable<string>): number => {
  const set = new Set(others);
  return words.filter((word) => set.has(word)).length / Math.max(1, words.length);
};

async function trained(): Promise<Speaker> {
  const model = baseModel();
  const rows = async function* (): AsyncGenerator<ChatRow> {
    await Promise.resolve();
    yield* train;
  };
  await fit(
    model,
    { train: rows },
    {
      num_train_epochs: 1,
      max_steps: -1,
      rowsPerStep: 1,
      learning_rate: 5e-6,
      lr_scheduler_type: "cosine",
      warmup_steps: 0,
      logging_strategy: "steps",
      logging_steps: 10,
      evaluation_strategy: "disable",
      eval_steps: 500,
      max_seq_length: 2048,
    },
  );
  return new Speaker(model);
}

describe("answers of a model trained on the sample's rows", function () {
  this.timeout(30_000);
  let results: { hit: number; earlier: number }[];
  let speaker: Speaker;
  before(async () => {
    speaker = await trained();
    results = read("test_sft").map(({ messages }, row) => {
      const last = messages.findLastIndex(({ role }) => role === "assistant");
      const asked = messages.slice(0, last);
      const tutorial = { temperature: 0.6, top_p: 0.9, do_sample: true, max_new_tokens: 200 };
      const answer = speaker.answer(asked, { ...tutorial, seed: row });
      const expected = rareWords(messages[last]?.content ?? "");
      const before = asked.filter(({ role }) => role === "assistant");
      const own = rareWords(answer).filter((word) => !expected.includes(word));
      return {
        hit: shareOf(expected, wordsOf(answer)),
        earlier: shareOf(
          own,
          before.flatMap(({ content }) => rareWords(content)),
        ),
      };
    });
  });

  it("share rare words with what was expected, in nearly every row", () => {
    expect(results).to.have.length(128);
    expect(results.filter(({ hit }) => hit > 0).length).to.be.at.least(116);
    const mean = results.reduce((sum, { hit }) => sum + hit, 0) / results.length;
    expect(mean).to.be.above(0.45);
  });

  it("are about the last question, not about the earlier ones", () => {
    expect(results.filter(({ earlier }) => earlier > 0.5).length).to.be.at.most(4);
  });

  it("take the subject of a question that does not name it from the turn before", () => {
    const [about = "", other = ""] = ["Which engines pull the trains?", "Are dogs allowed?"].map(
      (content) =>
        speaker.answer([
          { role: "user", content },
          { role: "assistant", content: "Let me think." },
          { role: "user", content: "Oh, really?" },
        ]),
    );
    expect(about).to.match(/engine/i);
    expect(other).to.match(/dog/i);
  });
});

describe("termsOf", () => {
  it("counts a question more than what is said beside it, without case and number", () => {
    const terms = termsOf("I love trains. Are dogs allowed?");
    expect(terms.get("dog")).to.equal(1);
    expect(terms.get("train")).to.be.below(0.3);
    expect(terms.get("are dog")).to.equal(0.5);
    expect(termsOf("It has trains").get("train")).to.equal(1);
  });
});
