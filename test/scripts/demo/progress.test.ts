import { expect } from "chai";
import { Progress } from "../../../scripts/demo/progress";

function shown(lines: readonly string[]): string[] {
  const progress = new Progress(() => 7.9);
  return lines.flatMap((line) => progress.shorten(line));
}

const stack = " +  pulumi:pulumi:Stack azure-finetune-local";
const plugin = "warning: using pulumi-resource-azure-native from $PATH";

// Lines of Pulumi 3.230.0 with --non-interactive.
describe("the progress of an up", () => {
  it("tells each resource once, and what handlers say with the time", () => {
    expect(
      shown([
        "Updating (local):",
        `${stack} creating (0s) `,
        "@ updating....",
        " +  azure-native:storage:StorageAccount workspace-storage creating (0s) ",
        " +  azure-native:storage:StorageAccount workspace-storage created (1s) ",
        `${stack} creating (13s) training-model: job Running`,
        `${stack} creating (1m33s) training-model:   chat_completion_finetune: Running`,
        `${stack} created (42s) 1 warning; 43 messages`,
      ]),
    ).to.deep.equal([
      "Updating (local):",
      " +  azure-native:storage:StorageAccount workspace-storage created (1s)",
      "       13s  training-model: job Running",
      "     1m33s  training-model:   chat_completion_finetune: Running",
      `${stack} created (42s) 1 warning; 43 messages`,
    ]);
  });

  it("leaves out at the end what was told before, but no error", () => {
    expect(
      shown([
        `${stack} creating (9s) training-model: job Failed`,
        `${stack} creating (9s) error: update failed`,
        `${stack} **creating failed** 1 error; 1 message`,
        "Diagnostics:",
        "  pulumi:pulumi:Stack (azure-finetune-local):",
        "    training-model: job Failed",
        "    error: update failed",
        "  pulumi-nodejs:dynamic/azure-finetune:RegisteredModel (training-model):",
        "    error: job 'finetune-1' ended as Failed in step 'finetune': out of memory",
      ]),
    ).to.deep.equal([
      "        9s  training-model: job Failed",
      "        9s  error: update failed",
      `${stack} **creating failed** 1 error; 1 message`,
      "Diagnostics:",
      "  pulumi:pulumi:Stack (azure-finetune-local):",
      "    error: update failed",
      "  pulumi-nodejs:dynamic/azure-finetune:RegisteredModel (training-model):",
      "    error: job 'finetune-1' ended as Failed in step 'finetune': out of memory",
    ]);
  });

  it("leaves out what has not changed, and a warning's second time", () => {
    expect(
      shown([
        `    pulumi:pulumi:Stack azure-finetune-local  ${plugin}`,
        `    pulumi:pulumi:Stack azure-finetune-local running ${plugin}`,
        "    pulumi:pulumi:Stack azure-finetune-local running ",
        "    azure-finetune:index:Workspace workspace",
        "    pulumi-nodejs:dynamic/azure-finetune:Purge cluster-purge ",
        " ~  azure-native:keyvault:Vault workspace-vault refresh (0.05s)",
        " ~  pulumi-nodejs:dynamic/azure-finetune:FineTuneJob training-job updating (0s) [diff: +testHash]",
        " ~  pulumi-nodejs:dynamic/azure-finetune:FineTuneJob training-job updated (0.19s) [diff: +testHash]",
        "    29 unchanged",
        "    pulumi:pulumi:Stack azure-finetune-local running preflight: a model is retired",
        "    pulumi:pulumi:Stack azure-finetune-local  2 warnings; 8 messages",
        "Diagnostics:",
        "  pulumi:pulumi:Stack (azure-finetune-local):",
        `    ${plugin}`,
        "",
        "    preflight: a model is retired",
        "",
        "Resources:",
        "    29 unchanged",
      ]),
    ).to.deep.equal([
      `        7s  ${plugin}`,
      " ~  pulumi-nodejs:dynamic/azure-finetune:FineTuneJob training-job updated (0.19s) [diff: +testHash]",
      "    29 unchanged",
      "        7s  preflight: a model is retired",
      "    pulumi:pulumi:Stack azure-finetune-local  2 warnings; 8 messages",
      "Resources:",
      "    29 unchanged",
    ]);
  });
});
