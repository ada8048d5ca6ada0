import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";

/** Whoever runs Pulumi. */
export interface Caller {
  readonly tenantId: pulumi.Output<string>;
  /** Object ID in Entra. */
  readonly principalId: pulumi.Output<string>;
  readonly principalType: pulumi.Output<"User" | "ServicePrincipal">;
}

/**
 * Asks azure-native, so that it is the same login.
 * @param askAfter what has told of a bad login already: azure-native's error comes with a stack
 */
export function caller(askAfter: pulumi.Resource): Caller {
  const options = { dependsOn: [askAfter] };
  const { tenantId, objectId } = authorization.getClientConfigOutput(options);
  return {
    tenantId,
    principalId: objectId,
    // Only when it is read, in a keyless stack: a debug log shows what an invoke answers.
    get principalType() {
      return authorization.getClientTokenOutput({}, options).token.apply(principalTypeOf);
    },
  };
}

/**
 * Only a person's token carries delegated scopes (`scp`). Azure refuses an assignment with the wrong type, and
 * azure-native sends User unless told.
 * https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
function principalTypeOf(token: string): "User" | "ServicePrincipal" {
  const [, payload = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString() || "{}") as {
    scp?: string;
  };
  return claims.scp === undefined ? "ServicePrincipal" : "User";
}
