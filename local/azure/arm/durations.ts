/**
 * Emulated seconds that operations take. Azure publishes none of these: they are the order of magnitude that is
 * seen in deployments (activity logs), so that a run has Azure's shape. `--latency` multiplies them.
 */
export const durations = {
  resourceGroupDelete: 60,
  storageAccount: 25,
  keyVault: 15,
  keyVaultPurge: 10,
  logAnalytics: 30,
  logAnalyticsDelete: 10,
  registry: 10,
  registryDelete: 10,
} as const;
