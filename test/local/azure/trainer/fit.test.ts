import { expect } from "chai";
import { Speaker } from "../../../../local/azure/trainer/answer";
import { baseModel } from "../../../../local/azure/trainer/base-model";
import type { ChatRow } from "../../../../local/azure/trainer/chat-rows";
import { fit, type FitSettings } from "../../../../local/azure/trainer/fit";
import { modelFolder, readModel, weightsPath } from "../../../../local/azure/trainer/model-folder";
import { lighthouseRows } from "./conversations";

const settings: FitSettings = {
  num_train_epochs: 3,
  max_steps: -1,
  rowsPerStep: 4,
  learning_rate: 5e-6,
  lr_scheduler_type: "cosine",
  warmup_steps: 0,
  logging_strategy: "steps",
  logging_steps: 10,
  evaluation_strategy: "epoch",
  eval_steps: 500,
  max_seq_length: 2048,
};
const open = (rows: ChatRow[]) =>
  async function* (): AsyncGenerator<ChatRow> {
    await Promise.resolve();
    yield* rows;
  };
const data = { train: open(lighthouseRows(200)), evaluation: open(lighthouseRows(50, 9)) };
const question = [
  { role: "user", content: "How does a keeper clean the lantern room above the reef?" },
];

describe("fit", () => {
  it("lowers the loss of training and of evaluation, epoch by epoch", async () => {
    const { records, steps } = await fit(baseModel(), data, settings);
    const series = (name: string) => records.flatMap(({ values }) => values[name] ?? []);
    expect(steps).to.equal(150);
    expect(series("loss")).to.have.length(15);
    expect(series("eval_loss")).to.have.length(4);
    const [first = 0, ...later] = series("eval_loss");
    expect(later.at(-1)).to.be.below(first / 2);
    later.reduce((before, now) => {
      expect(now).to.be.below(before);
      return now;
    }, first);
    expect(series("loss").at(-1)).to.be.below((series("loss")[0] ?? 0) / 2);
    expect(series("learning_rate").at(-1)).to.be.below(5e-7);
  });

  it("learns less at a smaller learning rate and takes fewer steps with a bigger batch", async () => {
    const last = async (changes: Partial<FitSettings>) => {
      const result = await fit(baseModel(), data, { ...settings, ...changes });
      const losses = result.records.flatMap(({ values }) => values.eval_loss ?? []);
      return { loss: losses.at(-1) ?? 0, steps: result.steps };
    };
    const usual = await last({});
    expect((await last({ learning_rate: 5e-8 })).loss).to.be.above(usual.loss + 0.3);
    expect((await last({ rowsPerStep: 40 })).steps).to.equal(15);
    expect((await last({ max_steps: 7 })).steps).to.equal(7);
  });

  it("gives an answer about the subject, which the base model does not", async () => {
    const base = new Speaker(baseModel()).answer(question);
    expect(base)
      .to.match(/\w+ \w+ \w+/)
      .and.not.match(/keeper|lighthouse|lantern/i);
    const tuned = baseModel();
    await fit(tuned, data, settings);
    const again = readModel(
      modelFolder(tuned, { baseModel: "Phi-3-mini-4k-instruct", runId: "r", created: "" }).find(
        ({ path }) => path === weightsPath,
      )?.content,
    );
    const speaker = new Speaker(again);
    expect(speaker.answer(question))
      .to.match(/keeper/)
      .and.match(/lantern room/);
    expect(speaker.answer(question)).to.equal(speaker.answer(question));
    const drawn = [1, 2, 3, 4, 5].map((seed) =>
      speaker.answer(question, { do_sample: true, temperature: 1.5, seed }),
    );
    expect(new Set(drawn).size).to.be.above(1);
    expect(speaker.answer(question, { max_new_tokens: 3 }).split(" ")).to.have.length(3);
  });

  it("refuses a file without rows", async () => {
    const failure = await fit(baseModel(), { train: open([]) }, settings).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).to.contain("no rows");
  });
});
