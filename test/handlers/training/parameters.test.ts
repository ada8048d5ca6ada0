import { expect } from "chai";
import {
  effectiveParameters,
  literal,
  type ParameterSources,
} from "../../../handlers/training/parameters";

const inputs = {
  num_train_epochs: { type: "integer", min: 1 },
  learning_rate: { type: "number" },
  lr_scheduler_type: { type: "string", enum: ["linear", "cosine"] },
  apply_lora: { type: "string", enum: ["true", "false"] },
};

function merge(sources: Partial<ParameterSources>) {
  return effectiveParameters({ proposed: {}, modelDefaults: {}, explicit: {}, inputs, ...sources });
}

describe("training parameters", () => {
  it("lets the model's defaults win over the proposal, and says which values changed", () => {
    const { values, notes } = merge({
      proposed: { num_train_epochs: 3 },
      modelDefaults: { num_train_epochs: 1 },
    });
    expect(values).to.deep.equal({ num_train_epochs: "1" });
    expect(notes).to.deep.equal([
      "the model's defaults change num_train_epochs from '3' to '1'; set training.overrides.num_train_epochs to keep yours",
    ]);
  });

  it("lets explicit values win over both, silently", () => {
    const { values, notes } = merge({
      proposed: { num_train_epochs: 3 },
      modelDefaults: { num_train_epochs: 1 },
      explicit: { num_train_epochs: 2 },
    });
    expect(values).to.deep.equal({ num_train_epochs: "2" });
    expect(notes).to.deep.equal([]);
  });

  it("drops what the component does not know, and says so", () => {
    const { values, notes } = merge({
      modelDefaults: { learning_rate_min: "5e-7", apply_lora: "true" },
    });
    expect(values).to.deep.equal({ apply_lora: "true" });
    expect(notes).to.deep.equal(["learning_rate_min is no input of the component and is left out"]);
  });

  it("does not call 5e-6 and '5e-6' a change", () => {
    const { notes } = merge({
      proposed: { learning_rate: 5e-6 },
      modelDefaults: { learning_rate: "5e-6" },
    });
    expect(notes).to.deep.equal([]);
  });

  it("finds every problem at once", () => {
    const { problems } = merge({
      explicit: {
        num_train_epochs: 0,
        lr_scheduler_type: "bogus",
        learning_rate: "fast",
        epochs: 1,
      },
    });
    expect(problems).to.deep.equal([
      "'epochs' is not an input of the component; it has: num_train_epochs, learning_rate, lr_scheduler_type, apply_lora",
      "num_train_epochs '0' is below 1",
      "lr_scheduler_type 'bogus' is not allowed; allowed: 'linear', 'cosine'",
      "learning_rate 'fast' is not a number",
    ]);
  });

  it("refuses a fraction for a whole number", () => {
    expect(merge({ explicit: { num_train_epochs: 1.5 } }).problems).to.deep.equal([
      "num_train_epochs '1.5' is not a whole number",
    ]);
  });

  it("writes numbers as Python does", () => {
    expect([5e-6, 0.0001, 2e-5, 3, 0, 1.5, -5e-7, 1e16].map(literal)).to.deep.equal([
      "5e-06",
      "0.0001",
      "2e-05",
      "3",
      "0",
      "1.5",
      "-5e-07",
      "1e+16",
    ]);
  });
});
