import { expect } from "chai";

import { resolveRetired } from "../../settings/retired";
import { readSettings } from "../../settings/read";
import { input, problemsOf } from "./input";

const tutorial = {
  model: { name: "Phi-3-mini-4k-instruct", version: "15" },
  vmSizes: { training: "Standard_NC24ads_A100_v4", serving: "Standard_NC6s_v3" },
};

describe("retirements", () => {
  it("change nothing before their day", () => {
    const resolved = resolveRetired({ ...tutorial, date: "2025-08-29", policy: "fail" });
    expect(resolved).to.deep.equal({ ...tutorial, notes: [], problems: [] });
  });

  it("count from their day on, each for itself", () => {
    const resolved = resolveRetired({
      ...tutorial,
      vmSizes: { ...tutorial.vmSizes, serving: "Standard_ND40rs_v2" },
      date: "2025-08-30",
      policy: "warn",
    });
    expect(resolved.notes).to.deep.equal([
      "training.model.name 'Phi-3-mini-4k-instruct' is retired since 2025-08-30; it is used all the same",
    ]);
  });

  it("replace model and size, and say by what and at what price", () => {
    const resolved = resolveRetired({ ...tutorial, date: "2026-11-21", policy: "replace" });
    expect(resolved).to.deep.equal({
      model: { name: "Phi-4", version: "latest" },
      vmSizes: { training: "Standard_NC24ads_A100_v4", serving: "Standard_NC24ads_A100_v4" },
      notes: [
        "training.model.name 'Phi-3-mini-4k-instruct' is retired since 2025-08-30; 'Phi-4' is used instead",
        "'Phi-4' is trained on 'Standard_NC24ads_A100_v4', about 3.67 USD per hour and node",
        "serving.instanceType 'Standard_NC6s_v3' is retired since 2025-09-30; 'Standard_NC24ads_A100_v4' is used instead, about 3.67 USD per hour and instance",
      ],
      problems: [],
    });
  });

  it("stop with what to do", () => {
    const found = problemsOf(
      input({ training: { onRetired: "fail" }, preflight: { asOf: "2026-11-21" } }),
    );
    expect(found).to.deep.equal([
      "training.model.name 'Phi-3-mini-4k-instruct' is retired since 2025-08-30; use 'Phi-4', or set training.onRetired to 'replace'",
      "serving.instanceType 'Standard_NC6s_v3' is retired since 2025-09-30; use 'Standard_NC24ads_A100_v4', about 3.67 USD per hour and instance, or set training.onRetired to 'replace'",
    ]);
  });

  it("replace a living size that the successor does not support", () => {
    const resolved = resolveRetired({
      model: tutorial.model,
      vmSizes: { training: "Standard_NC48ads_A100_v4", serving: "Standard_ND40rs_v2" },
      date: "2026-11-21",
      policy: "replace",
    });
    expect(resolved.vmSizes).to.deep.equal({
      training: "Standard_NC48ads_A100_v4",
      serving: "Standard_NC24ads_A100_v4",
    });
    expect(resolved.notes.at(-1)).to.equal(
      "serving.instanceType 'Standard_ND40rs_v2' is not supported by 'Phi-4'; 'Standard_NC24ads_A100_v4' is used instead, about 3.67 USD per hour and instance",
    );
  });

  it("take the smallest size that the model supports, not just any living one", () => {
    const resolved = resolveRetired({
      model: { name: "Phi-3-small-8k-instruct", version: "latest" },
      vmSizes: { training: "Standard_NC24rs_v3", serving: null },
      date: "2026-11-21",
      policy: "warn",
    });
    expect(resolved.vmSizes.training).to.equal("Standard_NC24rs_v3");
    const replaced = resolveRetired({
      model: { name: "some-model-of-ours", version: "1" },
      vmSizes: { training: "STANDARD_NC24RS_V3", serving: null },
      date: "2026-11-21",
      policy: "replace",
    });
    expect(replaced.vmSizes).to.deep.equal({ training: "Standard_NC24ads_A100_v4", serving: null });
    expect(replaced.model).to.deep.equal({ name: "some-model-of-ours", version: "1" });
  });

  it("say nothing of a serving size while nothing is served", () => {
    const settings = readSettings({
      ...input({ training: { model: { name: "Phi-4" } }, serving: { enabled: false } }),
      today: new Date("2026-11-21T00:00:00Z"),
    });
    expect(settings.notes).to.deep.equal([]);
    expect(settings.serving.instanceType).to.equal("Standard_NC6s_v3");
  });

  it("carry the successor's name into all names made from the model; the endpoint keeps its own", () => {
    const before = readSettings(input());
    const after = readSettings(input({ preflight: { asOf: "2026-11-21" } }));
    expect(after.training).to.deep.include({
      model: { name: "Phi-4", version: "latest" },
      experiment: "chat_completion_Phi-4",
      modelName: "Phi-4-ultrachat-200k",
    });
    expect(after.serving.description).to.include("Phi-4-ultrachat-200k");
    expect(after.preflight.asOf).to.equal("2026-11-21");
    expect(after.names).to.deep.equal(before.names);
  });
});
