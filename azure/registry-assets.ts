import { parsePythonLiteral } from "./python-literal";
import { lastName } from "./resource-id";

/** A scalar of a model's defaults. */
export type Scalar = string | number | boolean;

/** A model version of a registry. */
export interface RegistryModel {
  /** `azureml://registries/{registry}/models/{name}/versions/{version}`: what jobs take as input. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly archived: boolean;
  readonly modelType?: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Tag `model_specific_defaults`; empty without it. */
  readonly defaults: Readonly<Record<string, Scalar>>;
  /** VM sizes that the publisher allows; undefined when it says nothing. */
  readonly finetuneSizes?: readonly string[];
  readonly inferenceSizes?: readonly string[];
  /** ISO dates after which fine-tuning and inference are no longer supported. */
  readonly retirement: { readonly finetune?: string; readonly inference?: string };
}

/** One input of a component, as its specification says; numbers may come back as strings. */
export interface ComponentInput {
  readonly type: string;
  readonly optional?: boolean | string;
  readonly default?: Scalar;
  readonly enum?: readonly Scalar[];
  readonly min?: string | number;
  readonly max?: string | number;
  readonly description?: string;
}

/** A component version of a registry. */
export interface RegistryComponent {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly archived: boolean;
  readonly displayName?: string;
  readonly inputs: Readonly<Record<string, ComponentInput>>;
  readonly outputs: Readonly<Record<string, { readonly type: string }>>;
}

type Json = Readonly<Record<string, unknown>>;

/** An item as the data plane sends it: its `name` is the version. */
export interface AssetItem {
  readonly id: string;
  readonly name?: string;
  readonly properties?: {
    readonly description?: string | null;
    readonly tags?: Readonly<Record<string, string>> | null;
    readonly isArchived?: boolean | null;
    readonly modelType?: string | null;
    readonly componentSpec?: ComponentSpec | null;
    // On the wire in one of these spellings, and perhaps one level up.
    readonly systemMetadata?: Json | null;
    readonly system_metadata?: Json | null;
    readonly properties?: Json | null;
  };
}

interface ComponentSpec {
  readonly display_name?: string;
  readonly inputs?: RegistryComponent["inputs"] | null;
  readonly outputs?: RegistryComponent["outputs"] | null;
}

/** @throws PythonLiteralError, with the tag's name in front, when a tag cannot be read */
export function readModel(item: AssetItem, name: string): RegistryModel {
  const { tags: maybeTags, isArchived, modelType, description } = item.properties ?? {};
  const tags = maybeTags ?? {};
  const system = systemMetadata(item);
  const sizes = (tag: string, key: string): readonly string[] | undefined =>
    textList(literalTag(tags, tag)) ?? textList(member(member(system, "supportedComputes"), key));
  const finetuneSizes = sizes("finetune_compute_allow_list", "finetuneComputes");
  const inferenceSizes = sizes("inference_compute_allow_list", "inferenceComputes");
  return {
    id: item.id,
    name,
    version: item.name ?? lastName(item.id),
    archived: isArchived === true,
    ...(modelType ? { modelType } : {}),
    ...(description ? { description } : {}),
    tags,
    defaults: scalars(literalTag(tags, "model_specific_defaults")),
    ...(finetuneSizes ? { finetuneSizes } : {}),
    ...(inferenceSizes ? { inferenceSizes } : {}),
    retirement: retirement(member(system, "deprecation")),
  };
}

export function readComponent(item: AssetItem, name: string): RegistryComponent {
  const { componentSpec, isArchived } = item.properties ?? {};
  return {
    id: item.id,
    name,
    version: item.name ?? lastName(item.id),
    archived: isArchived === true,
    ...(componentSpec?.display_name ? { displayName: componentSpec.display_name } : {}),
    inputs: componentSpec?.inputs ?? {},
    outputs: componentSpec?.outputs ?? {},
  };
}

function systemMetadata({ properties }: AssetItem): unknown {
  return (
    properties?.systemMetadata ??
    properties?.system_metadata ??
    member(properties?.properties, "systemMetadata")
  );
}

function retirement(deprecation: unknown): RegistryModel["retirement"] {
  const finetune = member(deprecation, "finetuneRetirementDate");
  const inference = member(deprecation, "inferenceRetirementDate");
  return {
    ...(typeof finetune === "string" ? { finetune } : {}),
    ...(typeof inference === "string" ? { inference } : {}),
  };
}

/** `key`, or the same in snake_case: the spelling on the wire is not documented. */
function member(of: unknown, key: string): unknown {
  if (typeof of !== "object" || of === null) return undefined;
  const object = of as Json;
  return object[key] ?? object[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function literalTag(tags: Readonly<Record<string, string>>, tag: string): unknown {
  const text = tags[tag];
  if (text === undefined || text === "") return undefined;
  try {
    return parsePythonLiteral(text);
  } catch (error) {
    throw new Error(`tag '${tag}': ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function scalars(value: unknown): Readonly<Record<string, Scalar>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, Scalar] =>
    ["string", "number", "boolean"].includes(typeof entry[1]),
  );
  return Object.fromEntries(entries);
}

/** A list of texts, also one that is written with commas. */
function textList(value: unknown): readonly string[] | undefined {
  const list: unknown =
    typeof value === "string" ? value.split(",").map((one) => one.trim()) : value;
  if (!Array.isArray(list)) return undefined;
  return list.filter((one): one is string => typeof one === "string" && one !== "");
}
