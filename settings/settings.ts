import type { Login } from "./azure-native";
import type { Config } from "./config";
import type { DataSettings } from "./data-settings";
import type { Names } from "./naming";
import type { PresetName } from "./presets";

/** A version of something in a registry; `latest` is resolved at the first submit. */
export interface RegistryAsset {
  readonly name: string;
  readonly version: string;
}

/** Values of component inputs as a job sends them; flags are the texts "true" and "false". */
export type ComponentInputs = Readonly<Record<string, string | number>>;

/** How to train. Limits and defaults of what the config says as it stands are in `training.ts`. */
export interface TrainingSettings extends Pick<
  Config["training"],
  "registry" | "numNodes" | "attempts" | "wait" | "keepModels" | "onRetired"
> {
  /** The base model that is really used: the successor where the one asked for is retired. */
  readonly model: RegistryAsset;
  readonly component: RegistryAsset;
  /** Experiment of the job. Default: `chat_completion_<model>`. */
  readonly experiment: string;
  /** Name of the registered model. Default: `<model>-ultrachat-200k`, "/" as "-". */
  readonly modelName: string;
  /** Description of the registered model; names the base model that is really used. */
  readonly modelDescription: string;
  /** How to train, preset included; the model's own defaults win over these. */
  readonly parameters: ComponentInputs;
  /** What saves memory or time, preset included; the model's own defaults win over these. */
  readonly optimisation: ComponentInputs;
  /** What the config itself says, of all three groups; wins over the model's own defaults. */
  readonly overrides: ComponentInputs;
}

/** The endpoint and its deployment. Limits and defaults are in `serving.ts`. */
export interface ServingSettings extends Omit<Config["serving"], "instanceType"> {
  /** The VM size that is really used: another one where the one asked for is retired. */
  readonly instanceType: string;
  /** Description of the endpoint; names the registered model. */
  readonly description: string;
}

/** The training cluster. Limits and defaults are in `cluster.ts`. */
export type ClusterSettings = Config["cluster"];

/** Everything that the stack is made from: checked, complete, with every default filled in. */
export interface Settings {
  readonly preset: PresetName;
  /** Whose the resources are; written as tags. */
  readonly owner: { readonly project: string; readonly stack: string };
  /** Tags of one's own on every resource. */
  readonly tags: Readonly<Record<string, string>>;
  /** Region in Azure's short form, for example `eastus`. */
  readonly location: string;
  /** In lower case. */
  readonly subscriptionId: string;
  readonly login: Login;
  readonly names: Names;
  readonly workspace: Config["workspace"];
  readonly cluster: ClusterSettings;
  readonly data: DataSettings;
  readonly training: TrainingSettings;
  readonly serving: ServingSettings;
  readonly cleanup: Config["cleanup"];
  /** `asOf` is the day, YYYY-MM-DD, on which retirements were judged. */
  readonly preflight: { readonly enabled: boolean; readonly asOf: string };
  readonly waits: Config["waits"];
  /** What is worth saying before anything is created: what was replaced, and its price. One line each. */
  readonly notes: readonly string[];
}
