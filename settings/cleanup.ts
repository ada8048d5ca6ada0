import { flag, section } from "./fields";

/** What `pulumi destroy` leaves behind. */
export const cleanup = section({
  purge: flag()
    .default(true)
    .describe(
      "Delete workspace, key vault and logs for good. false keeps what Azure can recover and " +
        "blocks their names. `destroy` obeys the value of the last `up`.",
    ),
});
