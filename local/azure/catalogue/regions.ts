/** Regions in which local Azure offers Azure ML. Names as ARM has them. */
export const regions = [
  "eastus",
  "eastus2",
  "westus",
  "westus2",
  "westus3",
  "centralus",
  "northcentralus",
  "southcentralus",
  "canadacentral",
  "brazilsouth",
  "northeurope",
  "westeurope",
  "francecentral",
  "germanywestcentral",
  "swedencentral",
  "switzerlandnorth",
  "uksouth",
  "australiaeast",
  "japaneast",
  "koreacentral",
  "southeastasia",
  "centralindia",
] as const;

/** The ARM name of a region, from its name or its display name (`East US`). */
export function regionName(text: string): string {
  return text.toLowerCase().replace(/\s/g, "");
}
