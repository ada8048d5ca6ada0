import type { DeploymentSettings } from "./deployment-body";

export interface RolloutSettings extends DeploymentSettings {
  /** Online endpoint, as a resource ID. */
  readonly endpointId: string;
  readonly rollout: "blueGreen" | "inPlace";
  readonly keepFailed: boolean;
  readonly smokeQuestion: string;
  /** Tags of endpoint and deployments. */
  readonly tags: Readonly<Record<string, string>>;
}
