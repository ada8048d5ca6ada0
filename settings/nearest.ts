import { distance } from "fastest-levenshtein";
import type { Node } from "./config";

/** Every key of the config, dotted: `training`, `training.model`, `training.model.name`. */
export function knownKeys(node: Node, prefix = ""): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [path, ...knownKeys(child, path)];
  });
}

/** What a wrong section costs beside the letters: the right section wins, another one is still found. */
const elsewhere = 1.5;

/**
 * The known key that was most likely meant, compared by its last part and without case, `_` or `-`;
 * undefined when none is near. At most a third of the letters may differ.
 */
export function nearestKey(path: string, known: readonly string[]): string | undefined {
  const { parent, last } = split(path);
  const limit = Math.max(1, Math.floor(last.length / 3));
  const scored = known
    .map((key) => {
      const other = split(key);
      const letters = distance(last, other.last);
      return { key, letters, score: letters + (other.parent === parent ? 0 : elsewhere) };
    })
    .filter(({ letters }) => letters <= limit);
  return scored.sort((a, b) => a.score - b.score)[0]?.key;
}

/** The allowed value that was most likely meant. */
export function nearestValue(value: unknown, allowed: readonly unknown[]): string | undefined {
  return typeof value === "string" ? nearestKey(value, allowed.map(String)) : undefined;
}

function split(path: string) {
  const parts = path.split(/[.:]/);
  const last = parts.at(-1) ?? "";
  return { parent: parts.slice(0, -1).join("."), last: last.toLowerCase().replaceAll(/[_-]/g, "") };
}
