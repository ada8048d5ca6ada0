import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Record<string, string>;
}

/** The packages that a program's package.json names, with the versions that are installed. */
export function directDependencies(folder: string): { name: string; version: string }[] {
  const names = Object.keys(manifest(folder)?.dependencies ?? {});
  return names.map((name) => ({
    name,
    version: manifest(join(folder, "node_modules", name))?.version ?? "",
  }));
}

function manifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined; // a program without a manifest, a package that is not installed
  }
}
