import type { Http } from "./http";

/** Who a token stands for. */
export interface Caller {
  /** Object id of the user or service principal in the tenant. */
  readonly objectId?: string;
  readonly tenantId?: string;
  /** Application (client) id. */
  readonly appId?: string;
}

/** Reads the claims of the login's own token, unverified: they only tell who we are, the service checks it. */
export async function callerOf(http: Http, scope: string): Promise<Caller> {
  const payload = (await http.token(scope)).split(".")[1];
  if (payload === undefined) return {};
  try {
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<
      string,
      unknown
    >;
    const pick = (key: string, ...names: string[]): Partial<Caller> => {
      const value = names.map((name) => claims[name]).find((one) => typeof one === "string");
      return value === undefined ? {} : { [key]: value };
    };
    return {
      ...pick("objectId", "oid"),
      ...pick("tenantId", "tid"),
      ...pick("appId", "appid", "azp"),
    };
  } catch {
    // A service may give opaque tokens: then the caller is simply not known.
    return {};
  }
}
