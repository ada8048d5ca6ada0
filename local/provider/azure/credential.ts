import { isObject, isText, type Json, type JsonObject } from "../value";
import { azureWaits, type Waits } from "./clock";
import type { Cloud } from "./cloud";
import { AuthenticationFailed, RequestFailed } from "./errors";
import { withRetry } from "./retry";
import { jsonOf, type HttpResponse, type Transport } from "./transport";

export interface ClientSecret {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Claims that announce continuous access evaluation; ARM calls ask for them, other tokens do not. */
export const armClaims = JSON.stringify({ access_token: { xms_cc: { values: ["CP1"] } } });

interface Token {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Tokens of a service principal, kept until five minutes before they expire. */
export class TokenSource {
  private readonly tokens = new Map<string, Promise<Token>>();
  private endpoint: Promise<string> | undefined;

  private readonly send: Transport;

  constructor(
    private readonly principal: ClientSecret,
    private readonly cloud: Cloud,
    transport: Transport,
    waits: Waits = azureWaits,
  ) {
    this.send = withRetry(transport, { ...waits, retry: waits.token });
  }

  async token(audience: string, signal: AbortSignal, claims?: string): Promise<string> {
    const key = `${audience} ${claims ?? ""}`;
    const known = await this.tokens.get(key)?.catch(() => undefined);
    if (known && known.expires - Date.now() > 300_000) return known.text;
    const made = this.request(`${audience}/.default`, signal, claims).catch((error: unknown) => {
      if (signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new AuthenticationFailed(`ClientSecretCredential authentication failed. ${reason}`);
    });
    this.tokens.set(key, made);
    return (await made).text;
  }

  /** The next call gets a new token. */
  forget(audience: string): void {
    for (const key of this.tokens.keys())
      if (key.startsWith(`${audience} `)) this.tokens.delete(key);
  }

  private async request(scope: string, signal: AbortSignal, claims?: string): Promise<Token> {
    this.endpoint ??= this.tokenEndpoint(signal);
    const url = await this.endpoint.catch((error: unknown) => {
      this.endpoint = undefined;
      throw error;
    });
    const form = new URLSearchParams({
      client_id: this.principal.clientId,
      client_secret: this.principal.clientSecret,
      grant_type: "client_credentials",
      scope: `${scope} openid offline_access profile`,
      ...(claims ? { claims } : {}),
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" };
    const response = await this.send(
      { method: "POST", url, headers, body: form.toString() },
      signal,
    );
    const body = jsonOf(response);
    if (response.status !== 200 || !isObject(body) || !isText(body.access_token))
      throw refusal(response, body);
    const seconds = Number(body.expires_in ?? 3600);
    return { text: body.access_token, expires: Date.now() + seconds * 1000 };
  }

  private async tokenEndpoint(signal: AbortSignal): Promise<string> {
    const { loginUrl } = this.cloud;
    const url = `${loginUrl}/${this.principal.tenantId}/v2.0/.well-known/openid-configuration`;
    const response = await this.send({ method: "GET", url }, signal);
    const body = jsonOf(response);
    if (response.status !== 200 || !isObject(body) || !isText(body.token_endpoint))
      throw refusal(response, body);
    return body.token_endpoint;
  }
}

/** Entra ID's own explanation; the request, which holds the secret, is not part of it. */
function refusal(response: HttpResponse, body: Json | undefined): Error {
  const told = isObject(body) ? body.error_description : undefined;
  const reason = isText(told) ? told : new RequestFailed(response).message;
  return new Error(reason);
}

/** The claims of a JWT. The signature is not checked, as in the real plugin. */
export function claimsOf(token: string): JsonObject {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  const claims = JSON.parse(payload) as Json;
  return isObject(claims) ? claims : {};
}
