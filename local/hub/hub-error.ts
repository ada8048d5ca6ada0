/** A refusal, with the headers from which the hub's clients make their errors. */
export class HubError extends Error {
  constructor(
    readonly status: number,
    /** Value of `X-Error-Code`; the hub sends none with a wrong token. */
    readonly code: string | undefined,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  response(): Response {
    const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
    if (this.code !== undefined) headers.set("x-error-code", this.code);
    headers.set("x-error-message", this.message);
    for (const [name, value] of Object.entries(this.headers)) headers.set(name, value);
    return new Response(JSON.stringify({ error: this.message }), { status: this.status, headers });
  }
}
