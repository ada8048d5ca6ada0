import { configSchema, describeConfig, type Config, type Node } from "./config";
import { explain, unknownKey, valueAt } from "./explain";
import { isPresetName, isTree, merge, presetNames, presets, type PresetName } from "./presets";
import { nearestValue } from "./nearest";
import { list, quote, type Problem } from "./problem";

/** The sections of the config, value by value checked. */
export interface Sections {
  readonly preset: PresetName;
  /** With the default, or what `sample` says, in place of each wrong value. */
  readonly config: Config;
  readonly problems: readonly Problem[];
  /** Whether the config itself, not the preset or a default, names a key. */
  readonly asked: (path: string) => boolean;
  /** Whether a key, or what it lies in, has a problem and was left out. */
  readonly broken: (path: string) => boolean;
}

/** @param texts the project's own keys without namespace; sections as JSON */
export function readSections(texts: Readonly<Record<string, string>>): Sections {
  const { preset: asked = "sample", ...sections } = texts;
  const preset = isPresetName(asked) ? asked : "sample";
  const problems: Problem[] = isPresetName(asked) ? [] : [presetProblem(asked)];

  const own: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(sections)) {
    const value = parseSection(text);
    if (!Object.hasOwn(configSchema.unwrap().shape, name)) {
      problems.push(unknownKey(name, describeConfig()));
    } else if (isTree(value)) own[name] = value;
    else problems.push(notAnObject(name));
  }

  const { config, found, broken } = check(merge(presets[preset], own));
  return {
    preset,
    config,
    problems: [...problems, ...found],
    asked: (path) => valueAt(own, path.split(".")) !== undefined,
    broken: (path) => [...broken, ...problems.map((problem) => problem.path)].some(within(path)),
  };
}

function presetProblem(asked: string): Problem {
  const near = nearestValue(asked, presetNames);
  const help = near ? `; the nearest is '${near}'` : "";
  const line = `preset ${quote(asked)} is not known; allowed: ${list(presetNames)}${help}`;
  return { path: "preset", line };
}

function notAnObject(name: string): Problem {
  const help = `set single values: 'pulumi config set --path azure-finetune:${name}.<key> <value>'`;
  return { path: name, line: `${name} is not an object of settings; ${help}` };
}

function parseSection(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks all; what is wrong is left out and the rest checked again, so that one slip hides no other. */
function check(raw: Readonly<Record<string, unknown>>): {
  readonly config: Config;
  readonly found: readonly Problem[];
  readonly broken: readonly string[];
} {
  const result = configSchema.safeParse(raw);
  if (result.success) return { config: result.data, found: [], broken: [] };
  const root: Node = describeConfig();
  const found = result.error.issues.flatMap((issue) => explain(issue, raw, root));
  const cut = result.error.issues.flatMap(({ path, ...issue }) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path],
  );
  const rest = cut.reduce<unknown>((tree, path) => without(tree, path), raw);
  const again = configSchema.parse(merge(presets.sample, isTree(rest) ? rest : {}));
  return { config: again, found, broken: cut.map((path) => path.join(".")) };
}

function without(tree: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (!isTree(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => {
      if (name !== key) return [[name, value]];
      return rest.length === 0 ? [] : [[name, without(value, rest)]];
    }),
  );
}

const within = (path: string) => (part: string) => path === part || path.startsWith(`${part}.`);
