/**
 * API version of each service as the handlers and scripts call it. ARM versions are those that
 * azure-native 3.28 uses for the same type, so that both write one shape; each is the newest in which
 * the calls of this program have been checked against a published specification (read 2026-11-20).
 */
export const apiVersions = {
  /** Endpoints document of a cloud, `GET /metadata/endpoints`. */
  cloudMetadata: "2022-09-01",
  /** Workspaces, computes, datastores, jobs, models, endpoints, vmSizes, usages, quotas. */
  machineLearning: "2025-12-01",
  /** Registry models and components, on the data-plane host that discovery names. */
  registryDataPlane: "2021-10-01-dataplanepreview",
  /** Registry discovery, run history and metrics: a query parameter of the data plane, not ARM. */
  machineLearningDataPlane: "v1.0",
  /** Resource groups, and the registration state of resource providers. */
  resources: "2024-03-01",
  /** The subscriptions that the caller can see. */
  subscriptions: "2022-12-01",
  /** Permissions of the caller and role assignments. */
  authorization: "2022-04-01",
  managedIdentity: "2023-01-31",
  storage: "2024-01-01",
  keyVault: "2024-11-01",
  containerRegistry: "2023-01-01-preview",
  applicationInsights: "2020-02-02",
  operationalInsights: "2023-09-01",
} as const;
