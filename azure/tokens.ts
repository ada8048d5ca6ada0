import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import type { Clock } from "./clock";

/** A login that can be told to forget its tokens, because a service says that one of them is no good any more. */
export interface Credential extends TokenCredential {
  /** Drops cached tokens: the next `getToken` asks the login service. */
  forget(): void;
}

// Azure's tokens live for an hour or more; a request that starts now must not arrive with an expired one.
const spareMilliseconds = 120_000;

/** Tokens per scope, one request at a time for each, renewed before they expire. */
export class Tokens {
  readonly #cached = new Map<string, Promise<AccessToken>>();

  constructor(
    private readonly credential: TokenCredential | Credential,
    private readonly clock: Clock,
  ) {}

  async get(scope: string): Promise<string> {
    let cached = this.#cached.get(scope);
    if (cached) {
      const { expiresOnTimestamp } = await cached;
      if (expiresOnTimestamp - this.clock.now() < spareMilliseconds) cached = undefined;
    }
    return (await (cached ?? this.#fetch(scope, {}))).token;
  }

  /**
   * A token that is not `refused`. `claims` is what the service's challenge asks for (continuous access evaluation).
   * Several requests refused at once cause one new token.
   */
  async renew(scope: string, refused: string, claims?: string): Promise<string> {
    const known = this.#cached.get(scope);
    const cached = await known;
    if (cached && cached.token !== refused) return cached.token;
    const meanwhile = this.#cached.get(scope);
    if (meanwhile && meanwhile !== known) return (await meanwhile).token;
    if ("forget" in this.credential) this.credential.forget();
    return (await this.#fetch(scope, claims ? { claims, enableCae: true } : {})).token;
  }

  #fetch(scope: string, options: GetTokenOptions): Promise<AccessToken> {
    const fetched = this.credential.getToken(scope, options).then((token) => {
      if (!token) throw new Error(`the login gave no token for '${scope}'`);
      return token;
    });
    this.#cached.set(scope, fetched);
    fetched.catch(() => {
      if (this.#cached.get(scope) === fetched) this.#cached.delete(scope);
    });
    return fetched;
  }
}

/** The claims of a `WWW-Authenticate: Bearer …, claims="<base64>"` challenge, decoded. */
export function challengedClaims(header: string | undefined): string | undefined {
  const encoded = /\bclaims="([^"]+)"/.exec(header ?? "")?.[1];
  return encoded ? Buffer.from(encoded, "base64").toString("utf8") : undefined;
}
