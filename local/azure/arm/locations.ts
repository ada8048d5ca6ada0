import { AzureError } from "../http/azure-error";

/** Regions that this cloud has: those of Azure's public regions where the tutorial's sizes and services are offered. */
export const locations = [
  "eastus",
  "eastus2",
  "northcentralus",
  "southcentralus",
  "westus",
  "westus2",
  "westus3",
  "centralus",
  "canadacentral",
  "brazilsouth",
  "northeurope",
  "westeurope",
  "uksouth",
  "francecentral",
  "germanywestcentral",
  "italynorth",
  "norwayeast",
  "polandcentral",
  "spaincentral",
  "swedencentral",
  "switzerlandnorth",
  "uaenorth",
  "southafricanorth",
  "centralindia",
  "southindia",
  "southeastasia",
  "eastasia",
  "japaneast",
  "koreacentral",
  "australiaeast",
] as const;

/** `East US` and `eastus` are the same region. */
export function normalLocation(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** The region of a body; 400 `LocationRequired` or `LocationNotAvailableForResourceType` otherwise. `global` is allowed when asked for. */
export function locationName(location: string | undefined, what: string): string {
  if (location === undefined || location.trim() === "")
    throw new AzureError(
      400,
      "LocationRequired",
      "The location property is required for this definition.",
    );
  const normal = normalLocation(location);
  if (locations.some((known) => known === normal)) return normal;
  throw new AzureError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${location}' is not available for resource type '${what}'. List of available regions for the resource type is '${locations.join(",")}'.`,
  );
}
