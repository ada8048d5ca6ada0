import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "azure-finetune",
  "python",
);

/**
 * A Python with the packages of a requirements file, made at its first use and kept for each content of that file.
 * @returns path of its interpreter
 * @throws Error when there is no python3 with venv, or pip cannot install
 */
export async function pythonWith(requirements: string): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const folder = join(cache, hash);
  const python = join(folder, "bin", "python");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  await step(
    "make a virtual environment (python3 with venv is needed, like Debian's python3-venv)",
    ["python3", ...["-m", "venv", folder]],
  );
  await step("install packages from PyPI", [
    python,
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
  ]);
  writeFileSync(complete, "");
  return python;
}

async function step(purpose: string, [file = "", ...args]: readonly string[]): Promise<void> {
  try {
    await run(file, args);
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & Record<string, string>;
    const reason = `${stdout}${stderr}`.trim() || message;
    throw new Error(`cannot ${purpose}: ${reason}`, { cause: error });
  }
}
