import { expect } from "chai";
import { componentsAsOf } from "../../../../local/azure/catalogue/registry-components";
import { modelsAsOf } from "../../../../local/azure/catalogue/registry-models";
import { findVmSize } from "../../../../local/azure/catalogue/vm-sizes";

const then = new Date("2024-06-01");
const today = new Date("2026-11-21");
const models = (asOf: Date) =>
  modelsAsOf(asOf).map((m) => `${m.name} ${m.version}${m.isArchived ? " archived" : ""}`);
const pipeline = (asOf: Date) =>
  componentsAsOf(asOf)
    .filter(({ spec }) => spec.name === "chat_completion_pipeline")
    .at(-1)?.spec;

describe("the catalogue", () => {
  it("has a date: the tutorial's model is there in 2024 and archived today", () => {
    expect(models(then)).to.deep.equal(["Phi-3-mini-4k-instruct 7"]);
    expect(models(today)).to.include.members(["Phi-3-mini-4k-instruct 15 archived", "Phi-4 8"]);
    expect(models(new Date("2026-06-01"))).to.include("Phi-3-mini-4k-instruct 15");
  });

  it("keeps the model defaults as a Python literal, with unknown keys today only", () => {
    const defaults = (asOf: Date) =>
      modelsAsOf(asOf).findLast(({ name }) => name.includes("mini"))?.tags.model_specific_defaults;
    expect(defaults(today)).to.match(/^\{'apply_deepspeed': 'true', 'deepspeed_stage': 2, /);
    expect(defaults(today)).to.contain("'learning_rate_min': '5e-7'");
    expect(defaults(then)).not.to.contain("learning_rate_min");
  });

  it("retires NCv3 on 2025-09-30", () => {
    const on = (day: string) => findVmSize("STANDARD_NC6S_V3", new Date(day))?.vCPUs;
    expect(on("2025-09-29")).to.equal(6);
    expect(on("2025-09-30")).to.equal(undefined);
  });

  it("has the pipeline with evaluation in 2024 and without today", () => {
    expect(pipeline(then)?.version).to.equal("0.0.57");
    expect(Object.keys(pipeline(then)?.jobs ?? {})).to.include("compute_metrics");
    expect(pipeline(today)?.version).to.equal("0.0.82");
    expect(Object.keys(pipeline(today)?.jobs ?? {})).to.deep.equal([
      "ft_nlp_common_validation",
      "chat_completion_model_import",
      "chat_completion_datapreprocess",
      "chat_completion_finetune",
      "ft_nlp_model_converter",
    ]);
    expect(Object.keys(pipeline(today)?.inputs ?? {})).to.have.length(69);
  });
});
