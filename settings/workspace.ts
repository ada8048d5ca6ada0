import { z } from "zod";
import { integer, section } from "./fields";

/** The Azure ML workspace and what belongs to it. */
export const workspace = section({
  datastoreAuth: z
    .enum(["accessKey", "identity"])
    .default("accessKey")
    .describe(
      "How jobs and uploads reach the storage account. 'identity' is keyless: no account key exists, " +
        "and the caller needs Storage Blob Data Contributor. Changing it replaces the workspace.",
    ),
  storageSku: z
    .enum(["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_RAGRS", "Standard_GZRS"])
    .default("Standard_LRS")
    .describe(
      "Redundancy of the storage account. Azure ML takes no premium account as its default.",
    ),
  registrySku: z
    .enum(["Basic", "Standard", "Premium"])
    .default("Basic")
    .describe("Tier of the container registry."),
  vaultRetentionDays: integer(7, 90)
    .default(7)
    .describe("Days for which a deleted key vault can be recovered. It cannot be changed later."),
  logRetentionDays: integer(30, 730)
    .default(30)
    .describe("Days for which Log Analytics keeps logs."),
});
