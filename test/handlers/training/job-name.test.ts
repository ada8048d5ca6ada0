import { expect } from "chai";
import { displayName } from "../../../handlers/training/display-name";
import { jobHash, jobName } from "../../../handlers/training/job-name";

const identity = {
  trainHash: "a",
  testHash: "b",
  modelId: "azureml://registries/azureml/models/m/versions/1",
  componentId: "azureml://registries/azureml/components/c/versions/1",
  parameters: { learning_rate: "5e-6", epochs: "1" },
};

describe("job name", () => {
  it("stays the same whatever the order and the writing of numbers", () => {
    const other = { ...identity, parameters: { epochs: "1.0", learning_rate: "0.000005" } };
    expect(jobHash(other)).to.equal(jobHash(identity));
  });

  it("changes with each part of the identity", () => {
    const variants = [
      { ...identity, trainHash: "x" },
      { ...identity, testHash: "x" },
      { ...identity, modelId: "x" },
      { ...identity, componentId: "x" },
      { ...identity, parameters: { ...identity.parameters, epochs: "2" } },
    ];
    expect(new Set([identity, ...variants].map(jobHash)).size).to.equal(6);
  });

  it("is a run ID with the attempt", () => {
    expect(jobName(jobHash(identity), 2)).to.match(/^finetune-[0-9a-f]{12}-2$/);
  });
});

describe("display name", () => {
  it("is the tutorial's", () => {
    const parameters = {
      per_device_train_batch_size: "1",
      lr_scheduler_type: "cosine",
      apply_deepspeed: "true",
      deepspeed_stage: "2",
      apply_lora: "true",
      save_total_limit: "1",
    };
    expect(displayName("Phi-3-mini-4k-instruct", parameters, 1)).to.equal(
      "Phi-3-mini-4k-instruct-ultrachat-bs1-cosine-ds2-lora-save_limit1-seqlen-1",
    );
  });

  it("multiplies batch, accumulation, GPUs and nodes", () => {
    const parameters = {
      per_device_train_batch_size: "2",
      gradient_accumulation_steps: "3",
      num_nodes_finetune: "2",
      apply_lora: "false",
    };
    expect(displayName("m", parameters, 4)).to.equal(
      "m-ultrachat-bs48-linear-nods-nolora-save_limit-1-seqlen-1",
    );
  });
});
