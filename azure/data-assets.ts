import { apiVersions } from "../catalog/api-versions";
import type { Arm } from "./arm";

/** A version of a data asset. */
export interface DataVersion {
  readonly id: string;
  /** The version. */
  readonly name: string;
  readonly properties: {
    readonly dataType: "uri_file" | "uri_folder" | "mltable";
    /** `azureml://datastores/{datastore}/paths/{path}`, also in the long form that names the workspace. */
    readonly dataUri: string;
    readonly description?: string | null;
    readonly isArchived?: boolean | null;
    readonly tags?: Readonly<Record<string, string>> | null;
    readonly properties?: Readonly<Record<string, string>> | null;
  };
}

/** What of a data asset a PUT sends; all but `dataUri` may change later. */
export type DataVersionProperties = DataVersion["properties"];

/** Data assets of a workspace (by its resource id). */
export interface DataAssets {
  find(workspaceId: string, name: string, version: string): Promise<DataVersion | undefined>;
  /** Registers, or changes the labels of one that is there. @throws AzureError `UserError` when its path would change */
  put(
    workspaceId: string,
    name: string,
    version: string,
    properties: DataVersionProperties,
  ): Promise<DataVersion>;
}

export function createDataAssets(arm: Arm): DataAssets {
  const api = apiVersions.machineLearning;
  const idOf = (workspaceId: string, name: string, version: string): string =>
    `${workspaceId}/data/${name}/versions/${version}`;
  return {
    find: (workspaceId, name, version) =>
      arm.find<DataVersion>(idOf(workspaceId, name, version), api),
    put: (workspaceId, name, version, properties) =>
      arm.put<DataVersion>(
        idOf(workspaceId, name, version),
        api,
        { properties: { isAnonymous: false, ...properties } },
        { wait: false },
      ),
  };
}

const datastorePath = /^azureml:\/\/(?:.*\/)?datastores\/([^/]+)\/paths\/(.+)$/i;

/** Datastore and path that a `dataUri` names, whichever form it has; undefined for other addresses. */
export function placeOfDataUri(
  uri: string,
): { readonly datastore: string; readonly path: string } | undefined {
  const [, datastore, path] = datastorePath.exec(uri) ?? [];
  return datastore === undefined || path === undefined ? undefined : { datastore, path };
}
