import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { empty } from "../http/response";
import { record, text } from "./read-body";

/** Names of models and data, and of their versions. */
export const assetName = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,254}$/;

type VersionResource = Resource & { systemData: { createdAt: string } };

/** Versions of a container, archived ones included. */
export function versionsOf(type: string, container: string, cloud: Cloud): VersionResource[] {
  return cloud.resources
    .list(type, container)
    .map((one) => ({ ...one, systemData: { createdAt: text(record(one.systemData).createdAt) } }));
}

/** What a container tells of its versions: the one that was made last, and the next free number. */
export function versionSummary(versions: readonly VersionResource[]): {
  readonly latestVersion: string | null;
  readonly nextVersion: string;
} {
  const [latest] = versions.toSorted((a, b) =>
    b.systemData.createdAt.localeCompare(a.systemData.createdAt),
  );
  const numbers = versions.map(({ name }) => Number(name)).filter(Number.isSafeInteger);
  return {
    latestVersion: latest?.name ?? null,
    nextVersion: String(Math.max(0, ...numbers) + 1),
  };
}

/** Deletes a container with its versions, or one version. */
export async function removeAsset(id: string, cloud: Cloud): Promise<Response> {
  if (!cloud.resources.get(id)) return empty(204);
  await cloud.resources.remove(id);
  return empty(200);
}
