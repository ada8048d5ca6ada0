import { readFile } from "node:fs/promises";
import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import type { Cloud } from "./cloud";
import { lazy } from "./lazy";
import { secretsOf } from "./login";
import type { Login, LoginSecrets } from "./login";
import { fetchGitHubToken } from "./oidc";
import { redact } from "./redact";
import type { Credential } from "./tokens";

/** One way to log in, in azure-native's order. */
interface Source {
  readonly name: string;
  /** The variables that choose it, for the error. */
  readonly variables: string;
  readonly chosen: (login: Login, secrets: LoginSecrets) => boolean;
  /** Needs tenant and client id; azure-native refuses the mode without them. */
  readonly isServicePrincipal: boolean;
  readonly make: (login: Login, secrets: LoginSecrets, cloud: Cloud) => TokenCredential;
}

const identity = (): typeof import("@azure/identity") =>
  lazy("@azure/identity") as typeof import("@azure/identity");

const defaultSource: Source = {
  name: "default credential",
  variables: "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
  chosen: ({ useDefaultAzureCredential }) => useDefaultAzureCredential === true,
  isServicePrincipal: false,
  make: (login, _secrets, cloud) =>
    new (identity().DefaultAzureCredential)({
      ...authority(login, cloud),
      ...(login.tenantId ? { tenantId: login.tenantId } : {}),
      ...(login.clientId ? { managedIdentityClientId: login.clientId } : {}),
    }),
};

// Order and conditions: pulumi-azure-native `provider/auth_azidentity.go`. The first that is configured is the only one.
const sources: readonly Source[] = [
  defaultSource,
  {
    name: "client certificate",
    variables: "ARM_CLIENT_CERTIFICATE_PATH",
    chosen: ({ clientCertificatePath }) => clientCertificatePath !== undefined,
    isServicePrincipal: true,
    make: (login, { clientCertificatePassword }, cloud) =>
      new (identity().ClientCertificateCredential)(
        login.tenantId ?? "",
        login.clientId ?? "",
        {
          certificatePath: login.clientCertificatePath ?? "",
          ...(clientCertificatePassword ? { certificatePassword: clientCertificatePassword } : {}),
        },
        authority(login, cloud),
      ),
  },
  {
    name: "client secret",
    variables: "ARM_CLIENT_SECRET",
    chosen: (_login, { clientSecret }) => clientSecret !== undefined,
    isServicePrincipal: true,
    make: (login, { clientSecret }, cloud) =>
      new (identity().ClientSecretCredential)(
        login.tenantId ?? "",
        login.clientId ?? "",
        clientSecret ?? "",
        authority(login, cloud),
      ),
  },
  {
    name: "OIDC",
    variables: "ARM_USE_OIDC",
    chosen: ({ useOidc }) => useOidc === true,
    isServicePrincipal: true,
    make: (login, secrets, cloud) =>
      new (identity().ClientAssertionCredential)(
        login.tenantId ?? "",
        login.clientId ?? "",
        () => assertion(login, secrets),
        authority(login, cloud),
      ),
  },
  {
    name: "managed identity",
    variables: "ARM_USE_MSI",
    chosen: ({ useMsi }) => useMsi === true,
    isServicePrincipal: false,
    make: (login) => {
      // @azure/identity reads the endpoint only from its variable.
      if (login.msiEndpoint) process.env.MSI_ENDPOINT ??= login.msiEndpoint;
      return new (identity().ManagedIdentityCredential)(
        login.clientId ? { clientId: login.clientId } : {},
      );
    },
  },
];

/**
 * The login that azure-native would use, and where that one would ask the Azure CLI: DefaultAzureCredential.
 * Nothing is sent before the first token is needed.
 * @param login as `withEnvironment` completes it
 */
export function signIn(
  login: Login,
  cloud: Cloud,
  secrets: LoginSecrets = secretsOf(),
): Credential {
  const source = sources.find(({ chosen }) => chosen(login, secrets)) ?? defaultSource;
  let made: TokenCredential | undefined;
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken> {
      try {
        refuseIncomplete(source, login);
        made ??= source.make(login, secrets, cloud);
        const token = await made.getToken(scopes, options);
        if (token) return token;
        throw new Error("gave no token");
      } catch (error) {
        throw new SignInError(explain([scopes].flat().join(" "), source, login, secrets, error), {
          cause: error,
        });
      }
    },
    // The library's credentials keep their tokens: only a new one asks again.
    forget() {
      made = undefined;
    },
  };
}

/** No token: which login was used, what it said, what else there is. */
export class SignInError extends Error {
  override readonly name = "SignInError";
}

function authority(
  login: Login,
  cloud: Cloud,
): { authorityHost: string; disableInstanceDiscovery: boolean } {
  return {
    authorityHost: cloud.loginEndpoint,
    disableInstanceDiscovery: login.disableInstanceDiscovery === true,
  };
}

function refuseIncomplete(source: Source, { tenantId, clientId }: Login): void {
  if (!source.isServicePrincipal) return;
  const missing = [...(tenantId ? [] : ["ARM_TENANT_ID"]), ...(clientId ? [] : ["ARM_CLIENT_ID"])];
  if (missing.length > 0) throw new Error(`${missing.join(" and ")} not set`);
}

async function assertion(login: Login, secrets: LoginSecrets): Promise<string> {
  if (secrets.oidcToken) return secrets.oidcToken;
  if (login.oidcTokenFilePath) return (await readFile(login.oidcTokenFilePath, "utf8")).trim();
  return fetchGitHubToken(login, secrets);
}

function explain(
  scope: string,
  used: Source,
  login: Login,
  secrets: LoginSecrets,
  error: unknown,
): string {
  const isFallback = !used.chosen(login, secrets);
  const others = sources.filter((source) => source !== used && !source.chosen(login, secrets));
  const way = isFallback ? "nothing is configured, so default credential" : used.name;
  return [
    `no token for '${scope}'`,
    `  tried: ${way} (${isFallback ? "as after 'az login'" : used.variables})`,
    ...reasons(error).map((reason) => `    ${reason}`),
    `  not configured: ${others.map(({ name, variables }) => `${name} (${variables})`).join(", ")}`,
    isFallback || used === defaultSource
      ? "  to do: run 'az login', or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET"
      : "  to do: correct these values; the first login that is configured is the only one tried, as in azure-native",
  ].join("\n");
}

/** First line of what each credential said; a chain (AggregateAuthenticationError) has one entry for each. */
function reasons(error: unknown): string[] {
  const errors: unknown =
    error instanceof Error && "errors" in error && Array.isArray(error.errors)
      ? error.errors
      : undefined;
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap(reasons);
  const message = error instanceof Error ? error.message : String(error);
  return [redact(message.split(/\r?\n/).find((line) => line.trim() !== "") ?? "no reason given")];
}
