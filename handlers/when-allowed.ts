import type { Azure } from "../azure/client";
import { isRoleSpreading } from "../azure/refusals";
import type { Context } from "./context";

/** Azure says that a role works after at most 10 minutes; a missing one never does. */
const spreadingSeconds = 900;
const retrySeconds = 15;

/** Sends a request again while a role that was just granted does not work yet. */
export async function whenAllowed<T>(
  azure: Azure,
  { log }: Context,
  request: () => Promise<T>,
): Promise<T> {
  const { clock } = azure.http;
  const deadline = clock.now() + spreadingSeconds * 1000;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (!isRoleSpreading(error) || clock.now() > deadline) throw error;
      log(`a role is not effective yet; trying again in ${retrySeconds} s`);
      await clock.sleep(retrySeconds);
    }
  }
}
