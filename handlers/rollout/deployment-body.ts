import { createHash } from "node:crypto";

/** What a deployment is made of; each of these but the count is part of its name. */
export interface DeploymentSettings {
  /** Model version, as a resource ID. */
  readonly modelId: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly requestTimeoutMs: number;
  readonly livenessInitialDelaySeconds: number;
  readonly maxConcurrentRequestsPerInstance: number;
}

/** `demo-` and 8 hexadecimal digits: the same settings find the same deployment again after an interruption. */
export function deploymentName(settings: DeploymentSettings): string {
  const { modelId, instanceType, requestTimeoutMs } = settings;
  const { livenessInitialDelaySeconds, maxConcurrentRequestsPerInstance } = settings;
  const [model = modelId] = /models\/[^/]+\/versions\/[^/]+$/i.exec(modelId) ?? [];
  const text = JSON.stringify([
    model,
    instanceType.toLowerCase(),
    requestTimeoutMs,
    livenessInitialDelaySeconds,
    maxConcurrentRequestsPerInstance,
  ]);
  return `demo-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
}

/** Body of a managed deployment of an MLflow model: no code, no environment (azureml SDK 1.34, online deployments). */
export function deploymentBody(
  settings: DeploymentSettings,
  location: string,
  tags: Readonly<Record<string, string>>,
) {
  return {
    location,
    tags,
    sku: { name: "Default", capacity: settings.instanceCount },
    properties: {
      endpointComputeType: "Managed",
      instanceType: settings.instanceType,
      model: settings.modelId,
      appInsightsEnabled: false,
      environmentVariables: {},
      properties: {},
      livenessProbe: { initialDelay: duration(settings.livenessInitialDelaySeconds) },
      requestSettings: {
        requestTimeout: duration(settings.requestTimeoutMs / 1000),
        maxConcurrentRequestsPerInstance: settings.maxConcurrentRequestsPerInstance,
      },
    },
  };
}

/** ISO 8601 as Python's isodate writes it: 600 s is `PT10M`, 90 s is `PT1M30S`. */
export function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Number((seconds % 60).toFixed(3));
  const text = [
    hours > 0 ? `${hours}H` : "",
    minutes > 0 ? `${minutes}M` : "",
    rest > 0 ? `${rest}S` : "",
  ].join("");
  return `PT${text || "0S"}`;
}
