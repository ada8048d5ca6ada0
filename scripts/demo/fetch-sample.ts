import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { Document, parseDocument } from "yaml";
import { stackFiles } from "../../engine/environment";
import { countOf, size } from "../../dataset/report/numbers";
import { runData } from "../data/run-data";
import { projectName, stackName } from "../local/stack";
import type { StateFiles } from "../local/state-folder";
import { configFile, configuredData } from "../stack/configured-data";

/**
 * Makes the sample's files in the state folder, fetched as a data set from a hub, and names them in the stack's config; once
 * per state. A config that names a preset or files of its own is left as it is.
 */
export async function fetchSample(files: StateFiles, say: (line: string) => void): Promise<void> {
  const { config } = stackFiles(files.pulumi, stackName);
  const document = parseDocument(readFileSync(config, "utf8"));
  const section = `${projectName()}:data`;
  const isChosen = [[`${projectName()}:preset`], [section, "train"], [section, "test"]].some(
    (path) => document.hasIn(["config", ...path]),
  );
  if (isChosen) return;
  const quiet = () => undefined;
  const data = configuredData(configFile(undefined, files));
  const { files: made, hub } = await runData(data, [], { out: files.data }, quiet);
  const [train, test] = made;
  if (train === undefined || test === undefined) return;
  const fetched = hub.reduce((sum, { bytesFetched }) => sum + bytesFetched, 0);
  const parts = [
    `${countOf(train.rows, "row")} to train on`,
    `${test.rows} to test with`,
    fetched === 0
      ? "all of it in the cache of an earlier run"
      : `${size(fetched)} fetched from a hub on this machine`,
  ];
  say(`Training data: ${parts.join(", ")}`);
  nameFiles(document, section, { train: train.path, test: test.path });
  writeFileSync(`${config}.new`, document.toString());
  renameSync(`${config}.new`, config);
}

function nameFiles(
  document: Document,
  section: string,
  paths: Readonly<Record<"train" | "test", string>>,
): void {
  for (const [key, path] of Object.entries(paths)) document.setIn(["config", section, key], path);
}
