import { z } from "zod";
import { needAdmin } from "../admin/key";
import { quotaFamilies } from "../catalogue/vm-sizes";
import { AzureError } from "../http/azure-error";
import { json } from "../http/response";
import type { Route } from "../http/route";
import { quotaOf, setQuota } from "./quota";
import { readBody } from "./read-body";

const body = z.strictObject({
  family: z.string(),
  limit: z.int().nonnegative(),
  scope: z.string().optional(),
});

/** Grants or takes cores of a VM family: what in Azure is a support request. */
export const quotaAdminRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/admin/quota",
    audience: "none",
    handle: needAdmin(async (call, cloud) => {
      const { family, limit } = await readBody(call, body);
      if (setQuota(cloud, family, limit))
        return json(200, { family, limit: quotaOf(cloud, family) });
      throw new AzureError(
        400,
        "UnknownFamily",
        `'${family}' is no quota family; there are ${quotaFamilies.join(", ")}.`,
      );
    }),
  },
];
