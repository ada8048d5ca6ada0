/** A value of a component input before it is written as a string. */
export type ParameterValue = string | number | boolean;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** One input of a component's spec (registry, `properties.componentSpec.inputs`); numbers may come back as strings. */
export interface ComponentInput {
  readonly type: string;
  readonly enum?: readonly (string | number | boolean)[] | undefined;
  readonly min?: string | number | undefined;
  readonly max?: string | number | undefined;
}

export interface ParameterSources {
  /** What the settings propose; the model's own defaults win over it (tutorial row A10). */
  readonly proposed: Parameters;
  /** Tag `model_specific_defaults` of the base model. */
  readonly modelDefaults: Parameters;
  /** What the user set explicitly; wins over both. */
  readonly explicit: Parameters;
  /** Inputs that the component has. */
  readonly inputs: Readonly<Record<string, ComponentInput>>;
}

export interface EffectiveParameters {
  /** As the job sends them: every literal is a string. */
  readonly values: Readonly<Record<string, string>>;
  /** Which values the model's defaults changed or brought, and which were dropped. */
  readonly notes: readonly string[];
  /** What the component would refuse or misread, one line each. */
  readonly problems: readonly string[];
}

/** Merges the three sources, drops what the component does not know, checks types, ranges and closed sets. */
export function effectiveParameters(sources: ParameterSources): EffectiveParameters {
  const { proposed, modelDefaults, explicit, inputs } = sources;
  const merged = { ...proposed, ...modelDefaults, ...explicit };
  const known = Object.entries(merged).filter(([name]) => name in inputs);
  const values = Object.fromEntries(known.map(([name, value]) => [name, literal(value)]));
  return {
    values,
    notes: [...changedByModel(sources), ...dropped(sources)],
    problems: [
      ...Object.keys(explicit)
        .filter((name) => !(name in inputs))
        .map(
          (name) =>
            `'${name}' is not an input of the component; it has: ${Object.keys(inputs).join(", ")}`,
        ),
      ...Object.entries(values).flatMap(([name, value]) => problemOf(name, value, inputs[name])),
    ],
  };
}

function changedByModel({ proposed, modelDefaults, explicit, inputs }: ParameterSources): string[] {
  return Object.entries(modelDefaults)
    .filter(([name]) => name in proposed && name in inputs && !(name in explicit))
    .filter(([name, value]) => !sameLiteral(literal(value), literal(proposed[name] ?? "")))
    .map(
      ([name, value]) =>
        `the model's defaults change ${name} from '${literal(proposed[name] ?? "")}' to '${literal(value)}'; set training.overrides.${name} to keep yours`,
    );
}

function dropped({ proposed, modelDefaults, explicit, inputs }: ParameterSources): string[] {
  return Object.keys({ ...proposed, ...modelDefaults })
    .filter((name) => !(name in inputs) && !(name in explicit))
    .map((name) => `${name} is no input of the component and is left out`);
}

function problemOf(name: string, value: string, input: ComponentInput | undefined): string[] {
  if (!input) return [];
  const choices = input.enum?.map(String);
  if (choices && !choices.includes(value)) {
    return [
      `${name} '${value}' is not allowed; allowed: ${choices.map((choice) => `'${choice}'`).join(", ")}`,
    ];
  }
  if (input.type !== "integer" && input.type !== "number") return [];
  const number = Number(value);
  if (value.trim() === "" || Number.isNaN(number)) return [`${name} '${value}' is not a number`];
  if (input.type === "integer" && !Number.isInteger(number))
    return [`${name} '${value}' is not a whole number`];
  if (input.min !== undefined && number < Number(input.min))
    return [`${name} '${value}' is below ${input.min}`];
  if (input.max !== undefined && number > Number(input.max))
    return [`${name} '${value}' is above ${input.max}`];
  return [];
}

/** As Python's `str` writes it, so that jobs of the SDK and ours read alike: 5e-6 is `5e-06`. */
export function literal(value: ParameterValue): string {
  if (typeof value !== "number") return String(value);
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 16) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

function sameLiteral(a: string, b: string): boolean {
  if (a === b) return true;
  return a.trim() !== "" && b.trim() !== "" && Number(a) === Number(b);
}
