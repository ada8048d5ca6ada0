/** A number of nodes or instances of one VM size. */
export interface ComputeNeed {
  readonly vmSize: string;
  readonly count: number;
}

/** What Preflight is told by the program; none of it is an output of Azure. */
export interface PreflightSettings {
  /** False: only the data files are looked at and the notes printed. */
  readonly enabled: boolean;
  readonly subscriptionId: string;
  readonly location: string;
  /** Resource group that the stack owns; what it already uses is credited. */
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly clusterName: string;
  readonly endpointName: string;
  readonly storageAccountName: string;
  readonly keyVaultName: string;
  readonly registryName: string;
  /** `minCount` nodes are kept while nothing runs. */
  readonly training: ComputeNeed & { readonly minCount: number };
  /** Null: nothing is served. */
  readonly serving: (ComputeNeed & { readonly rollout: "blueGreen" | "inPlace" }) | null;
  /** Lines that the settings found worth saying, for example what replaces a retired size. */
  readonly notes: readonly string[];
  /** Local JSON Lines files that have to be there and good, before anything is created; the training file first. */
  readonly dataFiles: readonly string[];
  /** Tokens that the base model can read; longer rows are told. @default 4096 */
  readonly contextTokens?: number;
  /** The base model's `tokenizer.json`, which measures rows; without it lengths are estimated. */
  readonly tokenizer?: string;
}

/** The same as a state may hold it: older versions wrote neither `minCount` nor `dataFiles`. */
export type PreflightInputs = Omit<PreflightSettings, "training" | "dataFiles"> & {
  readonly training: ComputeNeed & Partial<PreflightSettings["training"]>;
} & Partial<Pick<PreflightSettings, "dataFiles">>;
