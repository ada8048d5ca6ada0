import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

export interface DataUploadArgs extends CommonArgs {
  /** Azure ML workspace, as a resource ID. Changing it replaces the upload. */
  readonly workspaceId: pulumi.Input<string>;
  /** Datastore of the workspace. Changing it replaces the upload. */
  readonly datastore: string;
  /** Local file. A changed path with the same content is no change. */
  readonly path: string;
}

/** A local JSON Lines file in the workspace's blob store, under the hash of its content. */
export class DataUpload extends DynamicResource {
  /** `azureml://datastores/…` address that jobs read. */
  declare readonly uri: pulumi.Output<string>;
  /** SHA-256 of the content as the Azure ML SDK salts it, hexadecimal. */
  declare readonly hash: pulumi.Output<string>;
  /** Bytes. */
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, args: DataUploadArgs, opts?: pulumi.CustomResourceOptions) {
    super("data-upload", "DataUpload", name, ["uri", "hash", "size"], args, opts);
  }
}
