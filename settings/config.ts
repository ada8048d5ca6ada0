import { z } from "zod";
import { cleanup } from "./cleanup";
import { cluster } from "./cluster";
import { data } from "./data";
import { section } from "./fields";
import { naming } from "./naming";
import { preflight } from "./preflight";
import { serving } from "./serving";
import { tags } from "./tags";
import { training } from "./training";
import { waits } from "./waits";
import { workspace } from "./workspace";

/** Everything that the config of a stack may say, by section. The only place with defaults. */
export const configSchema = section({
  naming: naming.prefault({}).describe("Names of what is created."),
  tags: tags.prefault({}),
  workspace: workspace.prefault({}).describe("The Azure ML workspace and what belongs to it."),
  cluster: cluster.prefault({}).describe("The training cluster."),
  data: data.describe("Files to train and test on."),
  training: training.prefault({}).describe("Model, component, parameters and attempts."),
  serving: serving.prefault({}).describe("The online endpoint and its deployment."),
  cleanup: cleanup.prefault({}).describe("What destroy leaves behind."),
  preflight: preflight.prefault({}).describe("What is looked at before anything is created."),
  waits: waits.prefault({}).describe("How often to look and how long to wait."),
});

export type Config = z.output<typeof configSchema>;

/** The part of JSON Schema that messages and the config reference are made from. */
export interface Node {
  readonly type?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  /** What a text has to look like, as a message says it after "give". */
  readonly expects?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly propertyNames?: Node;
}

/** The sections with their keys, types, limits, defaults and descriptions, as JSON Schema. */
export function describeConfig(): Node {
  // Only messages and the reference need it, and it takes some milliseconds.
  described ??= z.toJSONSchema(configSchema, { io: "output", unrepresentable: "any" }) as Node;
  return described;
}

let described: Node | undefined;

/** The node of a path; undefined where the config has no such key. */
export function nodeAt(root: Node, path: readonly PropertyKey[]): Node | undefined {
  return path.reduce<Node | undefined>((node, key) => {
    const { properties, additionalProperties: values } = node ?? {};
    if (properties && Object.hasOwn(properties, key)) return properties[String(key)];
    return typeof values === "object" ? values : undefined;
  }, root);
}
