import type { BlobTarget } from "../../azure/blob";
import type { Azure } from "../../azure/client";
import { GoneError } from "../../azure/datastore";
import { isAzureError } from "../../azure/errors";
import type { Context } from "../context";

/** Which datastore. */
interface Place {
  readonly workspaceId: string;
  readonly datastore: string;
}

/** A blob that is to be written. @throws Error with what to do when somebody has deleted what it would lie in */
export async function blobToWrite(
  azure: Azure,
  { workspaceId, datastore }: Place,
  path: string,
): Promise<BlobTarget> {
  try {
    return await azure.datastores.blobTarget(workspaceId, datastore, path);
  } catch (error) {
    if (!(error instanceof GoneError)) throw error;
    throw new Error(`${error.message}: if it was deleted by hand, run 'pulumi refresh', then up`, {
      cause: error,
    });
  }
}

/**
 * Uploads; where the container is gone, with a new one. Azure ML makes it with the workspace only, so a storage account that
 * was deleted by hand and made again has none.
 */
export async function withContainer<T>(
  azure: Azure,
  { workspaceId, datastore }: Place,
  { log }: Context,
  upload: () => Promise<T>,
): Promise<T> {
  try {
    return await upload();
  } catch (error) {
    if (!isAzureError(error, 404, "ContainerNotFound")) throw error;
    if (!(await azure.datastores.makeContainer(workspaceId, datastore)))
      throw new Error(
        `${error.message}\n  the container of datastore '${datastore}' is gone: create it again in its storage account`,
        { cause: error },
      );
    // Where jobs keep their logs was in the same account.
    await azure.datastores.makeContainer(workspaceId, "workspaceartifactstore");
    log(`the container of datastore '${datastore}' was gone: it is made again`);
    return upload();
  }
}
