import { expect } from "chai";

import { ownerTag } from "../../catalog/owner-tag";
import { SettingsError } from "../../settings/problem";
import { readSettings } from "../../settings/read";
import { input, problemsOf } from "./input";

type Sections = Readonly<Record<string, unknown>>;

/** One slip each, with the only line that it may cause. */
const slips: readonly [kind: string, sections: Sections, line: string][] = [
  [
    "a misspelt section",
    { trainning: {} },
    "trainning is not a known key; the nearest known key is 'training'",
  ],
  [
    "a misspelt key",
    { training: { parameters: { learning_rat: 1e-5 } } },
    "training.parameters.learning_rat is not a known key; the nearest known key is 'training.parameters.learning_rate'",
  ],
  [
    "a key one level too high",
    { training: { learningRate: 1e-5 } },
    "training.learningRate is not a known key; the nearest known key is 'training.parameters.learning_rate'",
  ],
  [
    "a key that is like no other",
    { cleanup: { everything: true } },
    "cleanup.everything is not a known key; known keys: 'purge'",
  ],
  [
    "the region in the wrong namespace",
    { location: "eastus" },
    "location is not a known key; the nearest known key is 'azure-native:location'",
  ],
  [
    "a text for a number",
    { serving: { instanceCount: "two" } },
    "serving.instanceCount 'two' is not a number; give a whole number from 1 to 50",
  ],
  [
    "a part of an instance",
    { serving: { instanceCount: 1.5 } },
    "serving.instanceCount '1.5' is not a whole number; give a whole number from 1 to 50",
  ],
  [
    "a number out of range",
    { serving: { requestTimeoutMs: 190_000 } },
    "serving.requestTimeoutMs '190000' is out of range; give a whole number from 1 to 180000",
  ],
  [
    "a learning rate of 0",
    { training: { parameters: { learning_rate: 0 } } },
    "training.parameters.learning_rate '0' is out of range; give a number above 0, at most 1",
  ],
  [
    "a list for a text",
    { data: { train: ["a.jsonl"] } },
    "data.train (a list) is not a text; give the path of a JSON Lines file",
  ],
  [
    "an empty path",
    { data: { train: " " } },
    "data.train ' ' does not fit; give the path of a JSON Lines file",
  ],
  [
    "a text for a flag",
    { serving: { enabled: "yes" } },
    "serving.enabled 'yes' is not a yes or no; give true or false",
  ],
  [
    "an unknown value of a closed set",
    { serving: { rollout: "bluegreen" } },
    "serving.rollout 'bluegreen' is not known; allowed: 'blueGreen', 'inPlace'; the nearest is 'blueGreen'",
  ],
  [
    "an unknown step",
    { training: { optimisation: { deepspeed_stage: 1 } } },
    "training.optimisation.deepspeed_stage '1' is not known; allowed: '2', '3'",
  ],
  [
    "a section that is no object",
    { cleanup: "no" },
    "cleanup is not an object of settings; set single values: 'pulumi config set --path azure-finetune:cleanup.<key> <value>'",
  ],
  [
    "a text for an object inside a section",
    { training: { model: "Phi-4" } },
    "training.model 'Phi-4' is not an object of settings; give some of 'name', 'version'",
  ],
  [
    "an unknown preset",
    { preset: "ultrachat" },
    "preset 'ultrachat' is not known; allowed: 'sample', 'ultrachat-sdk', 'ultrachat-foundry'; the nearest is 'ultrachat-sdk'",
  ],
  [
    "a suffix that no account name takes",
    { naming: { suffix: "My_Team" } },
    "naming.suffix 'My_Team' does not fit; give 3 to 8 lower-case letters and digits",
  ],
  [
    "a name that Azure refuses",
    { naming: { endpoint: "chat--completion" } },
    "naming.endpoint 'chat--completion' does not fit; give 3 to 32 letters, digits and single dashes, a letter first, no dash last",
  ],
  [
    "something that is no VM size",
    { cluster: { vmSize: "A100" } },
    "cluster.vmSize 'A100' does not fit; give a VM size such as 'Standard_NC24ads_A100_v4'",
  ],
  [
    "a tag that says whose a resource is",
    { tags: { "azure-finetune-stack": "prod" } },
    "tags has the key 'azure-finetune-stack', which does not fit; give 1 to 128 characters without < > % & \\ ? /, not starting 'azure-finetune'",
  ],
  [
    "a tag without value",
    { tags: { team: null } },
    "tags.team (null) is not a text; give a text of at most 256 characters",
  ],
  [
    "a day that is none",
    { preflight: { asOf: "21.11.2026" } },
    "preflight.asOf '21.11.2026' does not fit; give a day such as '2026-11-21'",
  ],
  [
    "more nodes at least than at most",
    { cluster: { minNodes: 2 } },
    "cluster.minNodes '2' is more than cluster.maxNodes '1'; raise maxNodes or lower minNodes",
  ],
  [
    "a job that the cluster cannot hold",
    { training: { numNodes: 2 } },
    "training.numNodes '2' is more than cluster.maxNodes '1': the job would wait for ever; raise maxNodes or lower numNodes",
  ],
  [
    "a test on the training rows",
    { data: { test: "data/sample/train_sft.jsonl" } },
    "data.test 'data/sample/train_sft.jsonl' is the file of data.train, so the test would show nothing; give another file",
  ],
  [
    "a stage without DeepSpeed",
    { training: { optimisation: { apply_deepspeed: false, deepspeed_stage: 3 } } },
    "training.optimisation.deepspeed_stage '3' has no effect while training.optimisation.apply_deepspeed is 'false'; set that to 'true' or leave this out",
  ],
  [
    "early stopping without tests",
    { training: { parameters: { apply_early_stopping: true, evaluation_strategy: "disable" } } },
    "training.parameters.apply_early_stopping 'true' needs tests, but training.parameters.evaluation_strategy is 'disable'; set it to 'epoch' or 'steps'",
  ],
  [
    "a wait shorter than one look",
    { waits: { pollSeconds: 60, operationMinutes: 1 } },
    "waits.pollSeconds '60' is longer than a wait itself; give less than waits.operationMinutes and waits.trainingMinutes",
  ],
  [
    "an input that the program fills in",
    { training: { overrides: { train_file_path: "x" } } },
    "training.overrides.train_file_path is filled in by the program; use 'data.train'",
  ],
  [
    "an override of a checked input",
    { training: { overrides: { lora_r: 16 } } },
    "training.overrides.lora_r is a known input; write it as 'training.optimisation.lora_r'",
  ],
];

describe("wrong config", () => {
  for (const [kind, sections, line] of slips) {
    it(`is refused: ${kind}`, () => {
      expect(problemsOf(input(sections))).to.deep.equal([line]);
    });
  }

  it("keeps the tags that say whose a resource is", () => {
    for (const tag of Object.values(ownerTag)) {
      expect(problemsOf(input({ tags: { [tag]: "x" } })), tag).to.have.length(1);
    }
  });

  it("lists all problems at once, one line each, under one heading", () => {
    const asked = input({
      serving: { enabled: "yes", instanceCount: 0, color: "red" },
      cluster: { minNodes: 3 },
      preset: "none",
    });
    expect(() => readSettings({ ...asked, env: {} })).to.throw(
      SettingsError,
      /^The config of stack 'dev' has 6 problems:\n( {2}\S.*\n){5} {2}\S.*$/,
    );
  });

  it("says nothing of a combination whose value is wrong already", () => {
    expect(
      problemsOf(input({ training: { numNodes: 4 }, cluster: { maxNodes: "many" } })),
    ).to.deep.equal(["cluster.maxNodes 'many' is not a number; give a whole number from 1 to 100"]);
  });

  it("says nothing of what lies in a section that is wrong as a whole", () => {
    const lines = problemsOf(input({ training: { numNodes: 4 }, cluster: "A100" }));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^cluster is not an object/);
  });

  it("does not judge the default in place of a wrong model", () => {
    const sections = {
      training: { onRetired: "fail", model: { name: "no spaces" } },
      serving: { enabled: false },
      preflight: { asOf: "2026-11-21" },
    };
    expect(problemsOf(input(sections))).to.deep.equal([
      "training.model.name 'no spaces' does not fit; give letters, digits, '-', '_', '.' and '/', at most 200",
    ]);
  });

  it("cuts a long value short and keeps a line a line", () => {
    const [line] = problemsOf(input({ serving: { rollout: `a\n${"b".repeat(100)}` } }));
    expect(line).to.match(/^serving\.rollout 'a b{58}…' is not known; allowed: /);
    expect(problemsOf(input({ "a\nb": {} }))).to.deep.equal([
      "a b is not a known key; known keys: 'naming', 'tags', 'workspace', 'cluster', 'data', 'training', 'serving', 'cleanup', 'preflight', 'waits'",
    ]);
  });

  it("prints neither the value of an unknown key nor the inside of an object", () => {
    const lines = problemsOf(input({ password: "hunter2", data: { train: { key: "hunter2" } } }));
    expect(lines).to.have.length(2);
    expect(lines.join()).not.to.include("hunter2");
  });
});
