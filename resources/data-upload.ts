import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource, type CommonArgs } from "./dynamic-resource";

export interface DataUploadArgs extends CommonArgs {
  /** Azure ML workspace, as a resource ID. Changing it replaces the upload. */
  readonly workspaceId: pulumi.Input<string>;
  /** Datastore of the workspace. Changing it replaces the upload. */
  readonly datastore: string;
  /** Local file. A changed path with the same content is no change. */
  readonly path: string;
  /** Data asset that gets a version for the content. Changing it registers the data under the new name; the old one stays. */
  readonly assetName: string;
}

/** A local JSON Lines file in the workspace's blob store, under the hash of its content, and as a version of a data asset. */
export class DataUpload extends DynamicResource {
  /** `azureml://datastores/…` address of the file. */
  declare readonly uri: pulumi.Output<string>;
  /** ARM ID of the data asset's version: by it the studio follows the data to jobs and models. */
  declare readonly assetId: pulumi.Output<string>;
  /** First 16 digits of `hash`. */
  declare readonly assetVersion: pulumi.Output<string>;
  /** SHA-256 of the content as the Azure ML SDK salts it, hexadecimal. */
  declare readonly hash: pulumi.Output<string>;
  /** Bytes. */
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, args: DataUploadArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = ["uri", "hash", "size", "assetId", "assetVersion"];
    super("data-upload", "DataUpload", name, outputs, args, opts);
  }
}
