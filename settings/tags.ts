import { z } from "zod";

/** Tags under this prefix say whose a resource is; cleaning up trusts them. */
const reserved = /^azure-finetune/i;

/**
 * Tags that every resource gets beside the owner's.
 * Limits: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
 */
export const tags = z
  .record(
    z
      .string()
      .regex(/^[^<>%&\\?/]{1,128}$/)
      .refine((name) => !reserved.test(name))
      .meta({
        expects: "1 to 128 characters without < > % & \\ ? /, not starting 'azure-finetune'",
      }),
    z.preprocess(
      (value) => (typeof value === "number" || typeof value === "boolean" ? String(value) : value),
      z.string().max(256).meta({ expects: "a text of at most 256 characters" }),
    ),
  )
  .readonly()
  .describe("Tags that every resource gets, for example costCenter. Changing one only re-tags.");
