import type { Azure } from "../../azure/client";
import { isBusy } from "../../azure/refusals";
import type { Context } from "../context";

/** Sends a change of endpoint or deployment again while Azure says that another one is under way, also after "Succeeded". */
export async function whenFree<T>(
  azure: Azure,
  { log, waits }: Context,
  change: () => Promise<T>,
): Promise<T> {
  const { clock } = azure.http;
  const deadline = clock.now() + waits.operationMinutes * 60_000;
  let told = false;
  for (;;) {
    try {
      return await change();
    } catch (error) {
      if (!isBusy(error) || clock.now() > deadline) throw error;
      if (!told) log("the endpoint is being changed: waiting for it");
      told = true;
      await clock.sleep(Math.max(1, waits.pollSeconds));
    }
  }
}
