import { homedir } from "node:os";
import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { startServer } from "./server";

/** The state folder of a checkout, one for each place on this machine. */
function defaultStateDir(): string {
  const checkout = process.cwd();
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
  const hash = createHash("sha256").update(checkout).digest("hex").slice(0, 6);
  return (
    process.env.AZURE_FINETUNE_STATE ??
    join(state, "azure-finetune", `${basename(checkout)}-${hash}`)
  );
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("a number from 0 on is needed");
  return value;
}

function date(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError("a date like 2026-11-21 is needed");
  return text;
}

interface Options {
  readonly state: string;
  readonly port?: number;
  readonly asOf?: string;
  readonly speed: number;
  readonly latency: number;
}

async function main(): Promise<void> {
  const options = new Command()
    .name("local-azure")
    .description("Azure on this machine: stays in the foreground until it is stopped.")
    .option("--state <dir>", "folder of the state", defaultStateDir())
    .option("--port <n>", "port of the first start (kept; default: a free one)", number)
    .option("--as-of <date>", "date of the catalogue and of the first start (default: today)", date)
    .option("--speed <n>", "emulated seconds per real second", number, 60)
    .option("--latency <f>", "factor on every duration; 0 = at once", number, 1)
    .parse()
    .opts<Options>();
  const { state, ...rest } = options;
  const running = await startServer({ stateDir: resolve(state), ...rest });
  const stop = (): void => {
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const { url, dataDir } = running.cloud.config;
  console.log(`local Azure ${url} (state ${dataDir})`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // Not only the code: what was started already would keep the process.
  process.exit(1);
});
