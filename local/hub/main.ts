import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { startHub } from "./server";

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError("a number from 0 to 65535 is needed");
  return value;
}

async function main(): Promise<void> {
  const command = new Command()
    .name("local-hub")
    .description(
      "A small Hugging Face hub on this machine: serves the data sets of a folder until its standard input ends.",
    )
    .argument("<folder>", "data sets lie below as {owner}/{name}")
    .option("--port <n>", "port (default: a free one)", port)
    .parse();
  const [folder = ""] = command.args;
  const hub = await startHub({ folder: resolve(folder), ...command.opts<{ port?: number }>() });
  console.log(JSON.stringify({ url: hub.url, pid: process.pid }));
  // Its parent's end, however it came, closes standard input.
  process.stdin.resume();
  await new Promise((end) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
    process.stdin.once("end", end).once("error", end);
  });
  await hub.close();
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
