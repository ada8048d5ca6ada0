import { samePath } from "../arm/resource-id";
import { regionName, regions } from "../catalogue/regions";
import { MachineLearningError } from "./errors";

/** The region that a request names, in ARM's spelling; 400 when `type` is not offered there. */
export function offeredRegion(asked: string, type: string): string {
  const location = regionName(asked);
  if (regions.some((region) => samePath(region, location))) return location;
  throw new MachineLearningError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${asked}' is not available for resource type '${type}'. List of available regions for the resource type is '${regions.join(",")}'.`,
  );
}
