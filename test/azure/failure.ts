/** The error that some work ends with. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error(`did not fail but gave ${JSON.stringify(value)}`);
}
