import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import type { Clock } from "./clock";
import { Pauses, type RetryRules } from "./retry";

/** A login that can be told to forget its tokens, because a service says that one of them is no good any more. */
export interface Credential extends TokenCredential {
  /** Drops cached tokens: the next `getToken` asks the login service. */
  forget(): void;
}

// Azure's tokens live for an hour or more; a request that starts now must not arrive with an expired one.
const spareMilliseconds = 120_000;

/** The libraries repeat the request for a token, but not the one for the login service's own description. */
const signInRules: RetryRules = {
  statuses: [408, 429, 500, 502, 503, 504],
  tries: 5,
  firstContactTries: 5,
  totalSeconds: 30,
  pauseSeconds: 0.25,
  maxPauseSeconds: 4,
};

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
    const fetched = this.#signIn(scope, options);
    this.#cached.set(scope, fetched);
    fetched.catch(() => {
      if (this.#cached.get(scope) === fetched) this.#cached.delete(scope);
    });
    return fetched;
  }

  async #signIn(scope: string, options: GetTokenOptions): Promise<AccessToken> {
    const pauses = new Pauses(signInRules, this.clock);
    for (;;) {
      try {
        const token = await this.credential.getToken(scope, options);
        if (token) return token;
        throw new Error(`the login gave no token for '${scope}'`);
      } catch (error) {
        const pause = isPassing(error) ? pauses.next(undefined) : undefined;
        if (pause === undefined) throw error;
        await this.clock.sleep(pause);
      }
    }
  }
}

/**
 * Whether the same login may succeed a moment later. MSAL keeps the status of the login service's description for itself: its
 * `endpoints_resolution_error` stands for a throttled request as well as for an unknown tenant.
 */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { statusCode } = error as Error & { readonly statusCode?: number };
  return (
    /\b(endpoints_resolution_error|network_error)\b/.test(error.message) ||
    (statusCode !== undefined && signInRules.statuses.includes(statusCode)) ||
    isPassing(error.cause)
  );
}

/** The claims of a `WWW-Authenticate: Bearer …, claims="<base64>"` challenge, decoded. */
export function challengedClaims(header: string | undefined): string | undefined {
  const encoded = /\bclaims="([^"]+)"/.exec(header ?? "")?.[1];
  return encoded ? Buffer.from(encoded, "base64").toString("utf8") : undefined;
}
