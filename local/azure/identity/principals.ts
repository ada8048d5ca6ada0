import { randomBytes, randomUUID } from "node:crypto";
import type { JWK } from "jose";
import { Kind, type Store } from "../store";

export type PrincipalType = "ServicePrincipal" | "ManagedIdentity";

/** Tokens of another issuer that an app takes for its own login. Entra reads the issuer's key from its discovery document. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly jwk: JWK;
}

/** What a service principal signs in with, beside its secret. */
export interface Logins {
  /** PEM */
  readonly certificates?: readonly string[];
  readonly federated?: readonly FederatedCredential[];
}

/** Something that roles can be given to. */
export interface Principal extends Logins {
  readonly objectId: string;
  readonly clientId: string;
  readonly type: PrincipalType;
  /** Only service principals have one; identities get their tokens inside Azure. */
  readonly clientSecret?: string;
  /** Emulated milliseconds. */
  readonly createdAt: number;
}

export interface Principals {
  create(type: PrincipalType, logins?: Logins): Principal;
  /** Puts a known one there, at every start. */
  ensure(principal: Principal): void;
  get(objectId: string): Principal | undefined;
  byClientId(clientId: string): Principal | undefined;
  remove(objectId: string): void;
}

const kept = new Kind<Principal>("principal");

/** A client secret of the form that Entra gives out (40 characters). */
export function newSecret(): string {
  return `${randomBytes(3).toString("base64url").slice(0, 3)}8Q~${randomBytes(26).toString("base64url").slice(0, 34)}`;
}

export function openPrincipals(store: Store, now: () => number): Principals {
  return {
    create(type, logins = {}) {
      const principal: Principal = {
        ...logins,
        objectId: randomUUID(),
        clientId: randomUUID(),
        type,
        createdAt: now(),
        ...(type === "ServicePrincipal" ? { clientSecret: newSecret() } : {}),
      };
      store.put(kept, principal.objectId, principal);
      return principal;
    },
    ensure(principal) {
      store.put(kept, principal.objectId, principal);
    },
    get: (objectId) => store.get(kept, objectId.toLowerCase()),
    byClientId: (clientId) =>
      store.list(kept).find(({ value }) => value.clientId === clientId.toLowerCase())?.value,
    remove(objectId) {
      store.delete(kept, objectId.toLowerCase());
    },
  };
}
