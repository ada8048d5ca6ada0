import { localCommand, npmCommand, stateArguments } from "../stack/next-step";

/** Emulated seconds from the first resource to the live deployment, with every latency of local Azure. */
const emulatedSeconds = 2100;
/** What the engine and the program take beside that, in real seconds. */
const ownSeconds = 15;

/** What the demo is about to do. */
export function planLines(): string[] {
  return [
    "The whole way once, on this machine: nothing is sent to Azure, and nothing is charged.",
    "  1. Pulumi CLI: the one on PATH, else one that is downloaded or built once",
    "  2. local Azure: started, or used as it is",
    "  3. training data: fetched as parquet from a hub, as any data set would be",
    "  4. pulumi up: workspace, data, fine-tuning job, model, endpoint with a deployment",
    "  5. one question from the test file to the deployed model",
    "Ctrl-C stops it; the same command goes on from there.",
    "",
  ];
}

/** How long `up` takes at the pace of local Azure. */
export function paceLines(pace: { speed: number; latency: number }, root: string): string[] {
  const seconds = ownSeconds + (emulatedSeconds * pace.latency) / pace.speed;
  const minutes = Math.round(seconds / 60);
  const about = seconds < 90 ? "about a minute" : `about ${minutes} minutes`;
  const line = `Time on local Azure runs ${pace.speed} times as fast as here: pulumi up takes ${about}`;
  return seconds < 180 ? [line] : [line, `Faster: ${localCommand("start --speed 60", root)}`];
}

/** What to do after the demo. */
export function nextLines(root: string): string[] {
  const state = stateArguments(root);
  const commands = [
    [npmCommand("invoke", state), "ask again, another row of the test file"],
    [npmCommand("invoke", [...state, "--question", '"Who drives the train?"']), "ask your own"],
    [npmCommand("metrics", state), "the job: steps and losses"],
    [localCommand("preview", root), "what a changed setting or file would do"],
    [localCommand("status", root), "outputs and bill again"],
    [localCommand("destroy", root), "delete everything; the bill then stands still"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return ["", "Next:", ...commands.map(([command, does]) => `  ${command.padEnd(width)}  ${does}`)];
}
