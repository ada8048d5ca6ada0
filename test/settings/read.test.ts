import { expect } from "chai";

import { readSettings } from "../../settings/read";
import { input, read, subscriptionId } from "./input";

describe("settings", () => {
  it("are the tutorial's values when the config says nothing", () => {
    const settings = read();
    expect(settings.training).to.deep.include({
      registry: "azureml",
      model: { name: "Phi-3-mini-4k-instruct", version: "latest" },
      component: { name: "chat_completion_pipeline", version: "latest" },
      experiment: "chat_completion_Phi-3-mini-4k-instruct",
      modelName: "Phi-3-mini-4k-instruct-ultrachat-200k",
      modelDescription:
        "Phi-3-mini-4k-instruct fine tuned model for ultrachat 200k chat-completion",
      parameters: {
        num_train_epochs: 3,
        per_device_train_batch_size: 1,
        per_device_eval_batch_size: 1,
        learning_rate: 5e-6,
        lr_scheduler_type: "cosine",
      },
      optimisation: { apply_lora: "true", apply_deepspeed: "true", deepspeed_stage: 2 },
      overrides: {},
    });
    expect(settings.cluster).to.deep.equal({
      vmSize: "Standard_NC24ads_A100_v4",
      minNodes: 0,
      maxNodes: 1,
      idleSeconds: 120,
      priority: "dedicated",
    });
    expect(settings.serving).to.deep.include({
      instanceType: "Standard_NC6s_v3",
      instanceCount: 1,
      authMode: "key",
      requestTimeoutMs: 90_000,
      livenessInitialDelaySeconds: 600,
    });
    expect(settings.notes).to.deep.equal([]);
  });

  it("take a preset, with the config on top of it", () => {
    const sdk = read({ preset: "ultrachat-sdk", data: { test: "my/test.jsonl" } });
    expect(sdk.data).to.include({
      train: "ultrachat_200k_dataset/train_sft.jsonl",
      test: "my/test.jsonl",
    });
    const foundry = read({ preset: "ultrachat-foundry" });
    expect(foundry.data).to.include({
      train: "data/train_data.jsonl",
      test: "data/test_data.jsonl",
    });
    expect([foundry.training.parameters, foundry.training.optimisation]).to.deep.equal([{}, {}]);
  });

  it("tell what the config itself says from what the preset says", () => {
    const { training } = read({
      training: {
        parameters: { learning_rate: 1e-4 },
        optimisation: { apply_lora: false },
        overrides: { new_flag: true, new_number: 3 },
      },
    });
    expect(training.overrides).to.deep.equal({
      learning_rate: 1e-4,
      apply_lora: "false",
      new_flag: "true",
      new_number: 3,
    });
    expect(training.parameters).to.include({ learning_rate: 1e-4, num_train_epochs: 3 });
  });

  it("take numbers and flags also as the text that `config set --path` writes", () => {
    const settings = read({
      training: {
        model: { version: 15 },
        parameters: { learning_rate: "5e-6", seed: "7" },
        optimisation: { deepspeed_stage: "3" },
      },
      serving: { enabled: "false", instanceCount: "2" },
      tags: { costCenter: 4711 },
    });
    expect(settings.training.model.version).to.equal("15");
    expect(settings.training.overrides).to.deep.equal({
      learning_rate: 5e-6,
      seed: 7,
      deepspeed_stage: 3,
    });
    expect(settings.serving).to.include({ enabled: false, instanceCount: 2 });
    expect(settings.tags).to.deep.equal({ costCenter: "4711" });
  });

  it("take region and subscription in any spelling", () => {
    const asked = input();
    const settings = readSettings({
      ...asked,
      env: { ARM_SUBSCRIPTION_ID: "ffffffff-2222-3333-4444-555555555555" },
      config: {
        ...asked.config,
        "azure-native:location": "West US 3",
        "azure-native:subscriptionId": "ABCDEF00-2222-3333-4444-555555555555",
      },
    });
    expect(settings.location).to.equal("westus3");
    expect(settings.subscriptionId).to.equal("abcdef00-2222-3333-4444-555555555555");
  });

  it("pass on how to sign in, without what is empty or off", () => {
    const asked = input();
    const config = {
      ...asked.config,
      "azure-native:tenantId": "contoso.com",
      "azure-native:clientId": "",
      "azure-native:metadataHost": "localhost:8443",
      "azure-native:useMsi": "false",
      "azure-native:useOidc": "true",
      "azure-native:partnerId": "p",
      "azure-native:somethingNewAndFar": "x",
    };
    expect(readSettings({ ...asked, config }).login).to.deep.equal({
      tenantId: "contoso.com",
      metadataHost: "localhost:8443",
      useOidc: true,
    });
  });

  it("leave out other namespaces, and read the project's own by its name", () => {
    const settings = readSettings({
      ...input(),
      project: "other",
      config: {
        "azure-native:location": "eastus",
        "azure-finetune:cluster": "broken",
        "pulumi:tags": "{}",
        "other:cluster": '{"idleSeconds":60}',
      },
    });
    expect(settings.cluster.idleSeconds).to.equal(60);
    expect(settings.owner).to.deep.equal({ project: "other", stack: "dev" });
  });

  it("names the model in what it makes, '/' as '-'", () => {
    const { training, serving } = read({ training: { model: { name: "meta/Llama-3.1" } } });
    expect(training.experiment).to.equal("chat_completion_meta-Llama-3-1");
    expect(training.modelName).to.equal("meta-Llama-3.1-ultrachat-200k");
    expect(serving.description).to.include(training.modelName);
  });

  it("have names of their own in every stack", () => {
    const suffix = (stack: string) => readSettings({ ...input(), stack }).names.suffix;
    expect(suffix("dev")).not.to.equal(suffix("prod"));
  });

  it("are the same for the same input", () => {
    expect(readSettings(input())).to.deep.equal(readSettings(input()));
    expect(read().subscriptionId).to.equal(subscriptionId);
  });
});
