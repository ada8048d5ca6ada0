import { readAzurePlace } from "./azure-native";
import { combinationProblems } from "./combinations";
import type { Config } from "./config";
import { dataSettings } from "./data-settings";
import { completeNames } from "./naming";
import { SettingsError } from "./problem";
import { resolveRetired, type Resolved } from "./retired";
import { readSections, type Sections } from "./sections";
import type { ComponentInputs, ServingSettings, Settings, TrainingSettings } from "./settings";

/** Where settings come from. */
export interface SettingsInput {
  /** The whole config, as `pulumi.runtime.allConfig()` gives it: full keys, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Only `ARM_SUBSCRIPTION_ID` is read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly project: string;
  readonly stack: string;
  /** The day on which retirements are judged, unless `preflight.asOf` says another. */
  readonly today: Date;
}

/**
 * Checks the whole config and fills in every default.
 * @throws SettingsError that lists all problems; nothing else
 */
export function readSettings(input: SettingsInput): Settings {
  const { project, stack } = input;
  const sections = readSections(ownKeys(input));
  const place = readAzurePlace(input.config, input.env);
  const { config, asked, broken } = sections;
  const asOf = config.preflight.asOf ?? input.today.toISOString().slice(0, 10);
  const resolved = resolve(sections, asOf);
  const problems = [
    ...place.problems,
    ...sections.problems,
    ...combinationProblems(config, asked, broken),
    ...resolved.problems,
  ];
  if (problems.length > 0) throw new SettingsError(stack, problems);

  const { location, subscriptionId, login } = place;
  const training = trainingSettings(config.training, resolved, asked);
  return {
    preset: sections.preset,
    owner: { project, stack },
    tags: config.tags,
    location,
    subscriptionId,
    login,
    names: completeNames(config.naming, { subscriptionId, project, stack }),
    workspace: config.workspace,
    cluster: { ...config.cluster, vmSize: resolved.vmSizes.training },
    data: dataSettings(config.data, training.model.name),
    training,
    serving: servingSettings(config.serving, resolved, training),
    cleanup: config.cleanup,
    preflight: { enabled: config.preflight.enabled, asOf },
    waits: config.waits,
    notes: resolved.notes,
  };
}

function ownKeys({ config, project }: SettingsInput): Readonly<Record<string, string>> {
  const prefix = `${project}:`;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), text]),
  );
}

/** Nothing is said about a value that has a problem of its own. */
function resolve({ config, broken }: Sections, date: string): Resolved {
  const { training, serving, cluster } = config;
  const model = { name: training.model.name, version: training.model.version };
  const vmSizes = {
    training: cluster.vmSize,
    serving: serving.enabled ? serving.instanceType : null,
  };
  const resolved = resolveRetired({ model, vmSizes, date, policy: training.onRetired });
  const judged = ["training.onRetired", "preflight.asOf", "serving.enabled"].some(broken)
    ? []
    : resolved.problems.filter((problem) => !broken(problem.path));
  return { ...resolved, problems: judged };
}

function trainingSettings(
  config: Config["training"],
  { model }: Resolved,
  asked: Sections["asked"],
): TrainingSettings {
  const { registry, component, numNodes, attempts, wait, keepModels, onRetired } = config;
  const parameters = given(config.parameters);
  const optimisation = given(config.optimisation);
  const own = (group: string, inputs: ComponentInputs) =>
    Object.entries(inputs).filter(([input]) => asked(`training.${group}.${input}`));
  return {
    ...{ registry, model, component, numNodes, attempts, wait, keepModels, onRetired },
    experiment: config.experiment ?? `chat_completion_${model.name.replaceAll(/[^\w-]/g, "-")}`,
    modelName: config.modelName ?? `${model.name.replaceAll("/", "-")}-ultrachat-200k`,
    modelDescription: `${model.name} fine tuned model for ultrachat 200k chat-completion`,
    parameters,
    optimisation,
    overrides: Object.fromEntries([
      ...own("parameters", parameters),
      ...own("optimisation", optimisation),
      ...Object.entries(config.overrides),
    ]),
  };
}

function servingSettings(
  config: Config["serving"],
  { vmSizes }: Resolved,
  { modelName }: TrainingSettings,
): ServingSettings {
  return {
    ...config,
    instanceType: vmSizes.serving ?? config.instanceType,
    description: `Online endpoint for ${modelName}, fine tuned model for ultrachat 200k chat-completion`,
  };
}

function given(inputs: Readonly<Record<string, string | number | undefined>>): ComponentInputs {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([input, value]) =>
      value === undefined ? [] : [[input, value]],
    ),
  );
}
