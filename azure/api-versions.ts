/**
 * One stable version for every Azure ML call: bodies are the same in 2022-10-01 to 2026-05-01, and the read-only routes
 * (vmSizes, usages, cancel, skus) have published examples at this one
 * (Azure/azure-rest-api-specs `machinelearningservices/…/stable/2025-12-01`).
 */
export const machineLearning = "2025-12-01";

/** Registries are read as the Python SDK does (azure-ai-ml `_restclient/v2021_10_01_dataplanepreview`). */
export const registryDataPlane = "2021-10-01-dataplanepreview";

/** Run history, metrics and registry discovery. */
export const dataPlane = "v1.0";

export const storage = "2024-01-01";
export const authorization = "2022-04-01";
export const resources = "2021-04-01";
export const subscriptions = "2022-12-01";
