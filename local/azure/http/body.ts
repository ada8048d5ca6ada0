import type { z } from "zod";
import { AzureError } from "./azure-error";
import type { Call } from "./route";

/** Checks a body; the first problem becomes Azure's 400 `InvalidRequestContent` (or `code`) with the place as its target. */
export function parseBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
  code = "InvalidRequestContent",
): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const target = issue?.path.join(".") ?? "";
  throw new AzureError(
    400,
    code,
    `The request content was invalid and could not be deserialized: '${issue?.message ?? ""}'. Path '${target}'.`,
    target === "" ? {} : { target },
  );
}

export async function readBody<T extends z.ZodType>(
  schema: T,
  call: Call,
  code?: string,
): Promise<z.infer<T>> {
  return parseBody(schema, await call.json(), code);
}
