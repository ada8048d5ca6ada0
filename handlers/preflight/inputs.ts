export interface ComputeNeed {
  readonly vmSize: string;
  readonly count: number;
}

export interface PreflightInputs {
  readonly enabled: boolean;
  readonly subscriptionId: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly clusterName: string;
  readonly endpointName: string;
  readonly storageAccountName: string;
  readonly keyVaultName: string;
  readonly registryName: string;
  /** `minCount` nodes are kept while nothing runs. States of before it existed have none. */
  readonly training: ComputeNeed & { readonly minCount?: number };
  readonly serving: (ComputeNeed & { readonly rollout: "blueGreen" | "inPlace" }) | null;
  readonly notes: readonly string[];
  /** Absent in states before this input. */
  readonly dataFiles?: readonly string[];
}
