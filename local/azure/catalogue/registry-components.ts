import datapreprocess from "./components/chat-completion-datapreprocess.json";
import finetune from "./components/chat-completion-finetune.json";
import modelImport from "./components/chat-completion-model-import.json";
import pipeline from "./components/chat-completion-pipeline.json";
import validation from "./components/ft-nlp-common-validation.json";
import converter from "./components/ft-nlp-model-converter.json";

/** One input of a component, as its spec has it; numbers come as strings. */
export interface ComponentInput {
  readonly type: string;
  readonly optional?: boolean;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly min?: string;
  readonly max?: string;
  readonly mode?: string;
}

/** A component's spec: facts only, no prose. */
export interface ComponentSpec {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly display_name: string;
  readonly inputs: Readonly<Record<string, ComponentInput>>;
  readonly outputs: Readonly<Record<string, { readonly type: string; readonly mode?: string }>>;
  /** Steps of a pipeline component in the order in which they run. */
  readonly jobs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface RegistryComponent {
  readonly spec: ComponentSpec;
  /** YYYY-MM-DD; approximate. */
  readonly created: string;
}

const evaluationStep = (name: string) => ({
  type: "command",
  component: `azureml://registries/azureml/components/${name}/versions/0.0.34`,
  compute: "${{parent.inputs.compute_model_evaluation}}",
  resources: { instance_type: "${{parent.inputs.instance_type_model_evaluation}}" },
  inputs: {},
});

/** The pipeline ended with an evaluation until its 0.0.57; the spec of 0.0.82 has these steps no more. */
const withEvaluation: ComponentSpec = {
  ...pipeline,
  version: "0.0.57",
  jobs: {
    ...pipeline.jobs,
    model_prediction: evaluationStep("model_prediction"),
    compute_metrics: evaluationStep("compute_metrics"),
  },
};

const early = "2024-05-15";
const late = "2026-05-04";
/** The published version and one that stood in its place before. */
function both(spec: ComponentSpec, olderVersion: string): RegistryComponent[] {
  return [
    { spec: { ...spec, version: olderVersion }, created: early },
    { spec, created: late },
  ];
}

/**
 * Components of the `azureml` registry. Newest specs: Azure/azureml-assets
 * assets/training/finetune_acft_hf_nlp/components, read 2026-07-23.
 */
const components: readonly RegistryComponent[] = [
  { spec: withEvaluation, created: early },
  { spec: pipeline, created: late },
  ...both(validation, "0.0.56"),
  ...both(modelImport, "0.0.57"),
  ...both(datapreprocess, "0.0.57"),
  ...both(finetune, "0.0.57"),
  ...both(converter, "0.0.56"),
];

/** What the registry has on a day. */
export function componentsAsOf(asOf: Date): readonly RegistryComponent[] {
  const day = asOf.toISOString().slice(0, 10);
  return components.filter(({ created }) => created <= day);
}
