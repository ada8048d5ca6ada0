/** What a person can act on: what was asked, what was found, what to do. Nothing was written. */
export class PrepareError extends Error {
  override readonly name = "PrepareError";
}
