import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { childId, modelType, modelVersionType } from "./arm-paths";

/** A version of a model that is to be kept; `properties` are what its PUT asked for, and where it lies. */
export interface NewVersion {
  readonly workspace: Resource;
  readonly name: string;
  readonly version: string;
  readonly properties: Resource["properties"];
  readonly systemData: unknown;
}

export function versionIdOf(o: Pick<NewVersion, "workspace" | "name" | "version">): string {
  return childId(o.workspace, "models", o.name, "versions", o.version);
}

/** Keeps a version of a model, and makes its container when there is none. */
export function keepVersion(o: NewVersion, cloud: Cloud): Resource {
  const { workspace, name, version, systemData } = o;
  const id = versionIdOf(o);
  const resource: Resource = {
    id,
    name: version,
    type: modelVersionType,
    properties: { ...o.properties, provisioningState: "Succeeded" },
    systemData,
  };
  const container = childId(workspace, "models", name);
  const properties = { description: null, tags: {}, properties: {}, isArchived: false };
  cloud.store.transaction(() => {
    if (!cloud.resources.get(container))
      cloud.resources.put({ id: container, name, type: modelType, properties, systemData });
    cloud.resources.put(resource);
  });
  return resource;
}
