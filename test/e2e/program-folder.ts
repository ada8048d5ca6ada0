import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../engine/cli-cache";

/** Pulumi.yaml of a program that runs as ours does. */
export function projectFile(name: string): string {
  return `name: ${name}
runtime: { name: nodejs, options: { typescript: false, nodeargs: "--require tsx/cjs" } }
`;
}

/** Makes a folder with a Pulumi program of one file, on the packages of this checkout. */
export function makeProgram(folder: string, project: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Pulumi.yaml"), projectFile(project));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: project, main: "index.ts" }));
  writeFileSync(join(folder, "index.ts"), text);
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
}
