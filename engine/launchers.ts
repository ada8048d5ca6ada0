import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./cli-cache";

/**
 * Environment variable by which a checkout makes the launchers use its own language host. Two checkouts share one cached
 * CLI, so the path that is written into the launcher is only the one of the last writer.
 */
export const checkoutVariable = "AZURE_FINETUNE_CHECKOUT";

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const find = (folder: string) => `checkout="\${${checkoutVariable}:-}"
[ -d "$checkout" ] || checkout=${quote(folder)}`;

const languageHost = (folder: string) => `#!/bin/sh
# Pulumi's language host for Node, as written in the checkout's engine/language-host.ts
${find(folder)}
cd "$checkout" || exit 1
exec node --require tsx/cjs engine/language-host.ts "$@"
`;

// Runs in the program's folder: the SDK that serves a dynamic resource is the program's own.
const dynamicProvider = (folder: string) => `#!/bin/sh
${find(folder)}
script=$(node -p "require.resolve('@pulumi/pulumi/cmd/dynamic-provider')") || exit 1
exec node --require "$checkout/engine/end-with-engine.cjs" "$script" "$@"
`;

/** Writes the two executables that a built CLI needs beside it; leaves them alone when they are up to date. */
export async function writeLaunchers(bin: string): Promise<void> {
  await writeExecutable(join(bin, "pulumi-language-nodejs"), languageHost(checkout));
  await writeExecutable(join(bin, "pulumi-resource-pulumi-nodejs"), dynamicProvider(checkout));
}

async function writeExecutable(file: string, text: string): Promise<void> {
  if (existsSync(file) && (await readFile(file, "utf8")) === text) return;
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, text);
  await chmod(temporary, 0o755);
  await rename(temporary, file); // a CLI that starts right now sees the old text or the new one
}
