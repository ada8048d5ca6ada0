import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { stackFiles } from "../../engine/environment";
import { projectName, stackName } from "../../scripts/local/stack";
import type { StateFiles } from "../../scripts/local/state-folder";

/** Sets a value of the stack's configuration, like `training.parameters.learning_rate`; undefined takes it out. */
export function setConfig(files: StateFiles, path: string, value: unknown): void {
  const { config } = stackFiles(files.pulumi, stackName);
  const document = parseDocument(readFileSync(config, "utf8"));
  const [section = "", ...keys] = path.split(".");
  const whole = [
    "config",
    section.includes(":") ? section : `${projectName()}:${section}`,
    ...keys,
  ];
  if (value === undefined) document.deleteIn(whole);
  else document.setIn(whole, document.createNode(value));
  writeFileSync(config, document.toString());
}
