import type { Resource } from "../arm/resources";
import type { Cloud } from "../cloud";
import { chatRows, type ChatRow } from "../trainer/chat-rows";
import { isThere, placeOf } from "./asset-uris";
import { userPrincipals } from "./identities";
import { record, text } from "./read-body";

/** A step's own failure, with the code that the run history shows. */
export class StepFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const readAction = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

/** Opens a data file of the job anew at each call; fails as a mount does when nothing is there. */
export function rowsOf(
  uri: string,
  workspace: Resource,
  cloud: Cloud,
): () => AsyncGenerator<ChatRow> {
  return async function* () {
    const place = placeOf(uri, workspace, cloud);
    const stream = place && (await cloud.blobs.get(place.account, place.container, place.path));
    if (!stream) throw missing(uri);
    yield* chatRows(stream);
  };
}

/** Fails when a file that the job names is not there or cannot be read by its identity. */
export async function checkData(
  uri: string,
  workspace: Resource,
  compute: Resource | undefined,
  cloud: Cloud,
): Promise<void> {
  checkAccess(workspace, compute, cloud);
  const place = placeOf(uri, workspace, cloud);
  if (!place || !(await isThere(place, cloud))) throw missing(uri);
}

function missing(uri: string): StepFailure {
  return new StepFailure(
    "UserError",
    `Failed to mount the input data: ScriptExecution.StreamAccess.NotFound, no file was found at '${uri}'.`,
  );
}

/** With identity-based datastores the cluster's identity, or else the workspace's, must be able to read blobs. */
function checkAccess(workspace: Resource, compute: Resource | undefined, cloud: Cloud): void {
  if (text(workspace.properties.systemDatastoresAuthMode) !== "Identity") return;
  // Azure ML itself grants a workspace's system identity access to the default storage
  if (text(record(workspace.identity).type).includes("System")) return;
  const principals = [...userPrincipals(compute?.identity), ...userPrincipals(workspace.identity)];
  const scope = text(workspace.properties.storageAccount);
  if (principals.some((id) => cloud.roles.effective(id, scope, { dataAction: readAction }))) return;
  throw new StepFailure(
    "UserError",
    "Failed to mount the input data: ScriptExecution.StreamAccess.Authentication, AuthorizationPermissionMismatch: the identity has no data role on the storage account.",
  );
}
