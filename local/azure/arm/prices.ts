/**
 * USD per hour, pay-as-you-go, East US, as published on the pages named (read from memory of 2025; a bill of local
 * Azure shows the order of magnitude, not an offer).
 */
export const prices = {
  /** https://azure.microsoft.com/pricing/details/storage/blobs/: hot LRS 0.0208 per GB and month; billed here as one GB. */
  storage: { meter: "Hot LRS data stored", sku: "1 GB", quantity: 1, pricePerHour: 0.0208 / 730 },
  /** https://azure.microsoft.com/pricing/details/container-registry/: per day 0.167 (Basic), 0.667 (Standard), 1.667 (Premium). */
  registryPerDay: { Basic: 0.1666, Standard: 0.6666, Premium: 1.6666, Classic: 0 },
} as const;
