import { accessOf } from "./endpoint";
import { explain } from "./hub-error";
import { describe } from "./repository";
import { openTransport, usualPatience, type Patience } from "./transport";
import type { HubRequest } from "./types";

/**
 * The commit that a revision of a data set names now, 40 hex digits.
 * @throws HubError for what a person can mend: gated, missing, unknown revision, no network
 */
export async function findCommit(
  request: Pick<HubRequest, "dataset" | "revision" | "endpoint" | "token" | "log" | "signal">,
  patience: Patience = usualPatience,
): Promise<string> {
  const { dataset, revision = "main", log = () => undefined, signal } = request;
  const { endpoint, token } = accessOf(request);
  const transport = openTransport({ patience, log, signal });
  try {
    return (await describe({ dataset, endpoint, token, transport }, revision)).commit;
  } catch (error) {
    throw explain(error, { dataset, revision, endpoint, hasToken: token !== undefined });
  } finally {
    await transport.close();
  }
}
