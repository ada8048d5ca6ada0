export interface AzureErrorMore {
  readonly target?: string;
  readonly details?: readonly { readonly code: string; readonly message: string }[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** What Azure refuses, thrown by handlers; answered as `{error: {code, message, target?, details?}}`. */
export class AzureError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: AzureErrorMore = {},
  ) {
    super(message);
    this.name = "AzureError";
  }

  /** The object under `error`, also used in the body of a failed operation. */
  body(): { code: string; message: string; target?: string; details?: unknown } {
    const { target, details } = this.more;
    return {
      code: this.code,
      message: this.message,
      ...(target === undefined ? {} : { target }),
      ...(details === undefined ? {} : { details }),
    };
  }
}
