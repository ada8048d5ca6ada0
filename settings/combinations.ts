import { optimisation, parameters, inputsOfTheProgram } from "./component-inputs";
import type { Config } from "./config";
import { dataCombinations } from "./data-combinations";
import type { Asked, Combination } from "./combination";
import { list, quote, type Problem } from "./problem";

const combinations: readonly Combination[] = [
  {
    paths: ["cluster.minNodes", "cluster.maxNodes"],
    check: ({ cluster: { minNodes, maxNodes } }) =>
      minNodes > maxNodes
        ? `'${minNodes}' is more than cluster.maxNodes '${maxNodes}'; raise maxNodes or lower minNodes`
        : undefined,
  },
  {
    paths: ["training.numNodes", "cluster.maxNodes"],
    check: ({ training: { numNodes }, cluster: { maxNodes } }) =>
      numNodes > maxNodes
        ? `'${numNodes}' is more than cluster.maxNodes '${maxNodes}': the job would wait for ever; raise maxNodes or lower numNodes`
        : undefined,
  },
  ...dataCombinations,
  {
    paths: ["waits.pollSeconds", "waits.operationMinutes", "waits.trainingMinutes"],
    check: ({ waits: { pollSeconds, operationMinutes, trainingMinutes } }) =>
      pollSeconds >= Math.min(operationMinutes, trainingMinutes) * 60
        ? `'${pollSeconds}' is longer than a wait itself; give less than waits.operationMinutes and waits.trainingMinutes`
        : undefined,
  },
  ...needs("optimisation", "apply_deepspeed", ["deepspeed_stage"]),
  ...needs("optimisation", "apply_lora", [
    "merge_lora_weights",
    "lora_alpha",
    "lora_r",
    "lora_dropout",
  ]),
  ...needs("parameters", "apply_early_stopping", [
    "early_stopping_patience",
    "early_stopping_threshold",
  ]),
  {
    paths: ["training.parameters.apply_early_stopping", "training.parameters.evaluation_strategy"],
    check: ({ training: { parameters } }) =>
      parameters.apply_early_stopping === "true" && parameters.evaluation_strategy === "disable"
        ? "'true' needs tests, but training.parameters.evaluation_strategy is 'disable'; set it to 'epoch' or 'steps'"
        : undefined,
  },
];

type Inputs = Readonly<Record<string, string | number | undefined>>;

/** Inputs that have no effect while another one says no; a preset's own are no one's mistake. */
function needs(
  group: "parameters" | "optimisation",
  flag: string,
  inputs: readonly string[],
): readonly Combination[] {
  return inputs.map((input) => ({
    paths: [`training.${group}.${input}`, `training.${group}.${flag}`],
    check: ({ training }, asked) => {
      const values: Inputs = training[group];
      return asked(`training.${group}.${input}`) && values[flag] === "false"
        ? `${quote(values[input])} has no effect while training.${group}.${flag} is 'false'; set that to 'true' or leave this out`
        : undefined;
    },
  }));
}

/**
 * Problems of values that do not go together.
 * @param config checked value by value, presets included
 * @param broken whether a key already has a problem of its own
 */
export function combinationProblems(
  config: Config,
  asked: Asked,
  broken: (path: string) => boolean,
): readonly Problem[] {
  const found = combinations.flatMap(({ paths, check }) => {
    const line = paths.some(broken) ? undefined : check(config, asked);
    return line === undefined ? [] : [{ path: paths[0], line: `${paths[0]} ${line}` }];
  });
  return [...found, ...overrideProblems(config)];
}

function overrideProblems({ training }: Config): readonly Problem[] {
  const groups = {
    parameters: Object.keys(parameters.unwrap().shape),
    optimisation: Object.keys(optimisation.unwrap().shape),
  };
  return Object.keys(training.overrides).flatMap((input) => {
    const path = `training.overrides.${input}`;
    const setting = Object.hasOwn(inputsOfTheProgram, input)
      ? inputsOfTheProgram[input]
      : undefined;
    if (setting)
      return [{ path, line: `${path} is filled in by the program; use ${list([setting])}` }];
    const group = Object.entries(groups).find(([, names]) => names.includes(input))?.[0];
    return group
      ? [{ path, line: `${path} is a known input; write it as 'training.${group}.${input}'` }]
      : [];
  });
}
