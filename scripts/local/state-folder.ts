import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { checkout } from "../../engine/cli-cache";

/** What lies in a state folder: local Azure's data and its announcement, and the stack's own files. */
export interface StateFiles {
  readonly root: string;
  /** Written by local Azure when it is ready, removed when it stops. */
  readonly connection: string;
  /** What local Azure prints. */
  readonly log: string;
  /** Local Azure's own data. */
  readonly azure: string;
  /** The stack's backend, home, passphrase and configuration. */
  readonly pulumi: string;
  /** The demo's training and test file. */
  readonly data: string;
}

/**
 * The state folder: `option`, else `AZURE_FINETUNE_STATE`, else one per checkout below `XDG_STATE_HOME`
 * (`~/.local/state`). A relative path counts from where the user has typed the command, not from where npm runs it.
 */
export function stateFiles(option?: string, env: NodeJS.ProcessEnv = process.env): StateFiles {
  const asked = option ?? env.AZURE_FINETUNE_STATE;
  const root =
    asked === undefined ? defaultFolder(env) : resolve(env.INIT_CWD ?? process.cwd(), asked);
  return {
    root,
    connection: join(root, "azure.json"),
    log: join(root, "azure.log"),
    azure: join(root, "azure"),
    pulumi: join(root, "pulumi"),
    data: join(root, "data"),
  };
}

function defaultFolder(env: NodeJS.ProcessEnv): string {
  const states = env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
  const hash = createHash("sha256").update(checkout).digest("hex").slice(0, 6);
  return join(states, "azure-finetune", `${basename(checkout)}-${hash}`);
}

/** Removes what is ours in the state folder, and the folder itself when nothing else is in it. */
export function removeState({ root, ...files }: StateFiles): void {
  for (const file of Object.values(files)) rmSync(file, { recursive: true, force: true });
  if (existsSync(root) && readdirSync(root).length === 0) rmdirSync(root);
}
