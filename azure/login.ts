/**
 * The non-secret values of azure-native's configuration that decide who logs in to which cloud.
 * Each falls back to azure-native's environment variable (pulumi-azure-native `provider/auth_azidentity.go`).
 */
export interface Login {
  /** `ARM_SUBSCRIPTION_ID` */
  readonly subscriptionId?: string | undefined;
  /** `ARM_TENANT_ID` */
  readonly tenantId?: string | undefined;
  /** `ARM_CLIENT_ID` */
  readonly clientId?: string | undefined;
  /** `ARM_ENVIRONMENT`, then `AZURE_ENVIRONMENT`: public, usgovernment, china. */
  readonly environment?: string | undefined;
  /** `ARM_METADATA_HOSTNAME`: host whose `/metadata/endpoints` describes the cloud. */
  readonly metadataHost?: string | undefined;
  /** `ARM_USE_MSI` */
  readonly useMsi?: boolean | undefined;
  /** `ARM_MSI_ENDPOINT` */
  readonly msiEndpoint?: string | undefined;
  /** `ARM_USE_OIDC` */
  readonly useOidc?: boolean | undefined;
  /** `ARM_OIDC_TOKEN_FILE_PATH` */
  readonly oidcTokenFilePath?: string | undefined;
  /** `ACTIONS_ID_TOKEN_REQUEST_URL` (or `ARM_OIDC_REQUEST_URL`) */
  readonly oidcRequestUrl?: string | undefined;
  /** `ARM_OIDC_AUDIENCE`: audience of the token that GitHub is asked for. */
  readonly oidcAudience?: string | undefined;
  /** `ARM_CLIENT_CERTIFICATE_PATH` */
  readonly clientCertificatePath?: string | undefined;
  /** `ARM_USE_DEFAULT_AZURE_CREDENTIAL` */
  readonly useDefaultAzureCredential?: boolean | undefined;
  /** `ARM_DISABLE_INSTANCE_DISCOVERY`: for clouds that the public login service does not know. */
  readonly disableInstanceDiscovery?: boolean | undefined;
}

/** What only the environment may hold: these never go through configuration, inputs or state. */
export interface LoginSecrets {
  readonly clientSecret?: string;
  readonly clientCertificatePassword?: string;
  readonly oidcToken?: string;
  readonly oidcRequestToken?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The login with every gap filled from the environment, as azure-native does; booleans are true only for `true`. */
export function withEnvironment(login: Login = {}, env: Environment = process.env): Login {
  const text = (given: string | undefined, ...names: string[]): string | undefined =>
    nonEmpty(given) ?? names.map((name) => nonEmpty(env[name])).find((one) => one !== undefined);
  const flag = (given: boolean | undefined, name: string): boolean => given ?? env[name] === "true";
  return {
    subscriptionId: text(login.subscriptionId, "ARM_SUBSCRIPTION_ID"),
    tenantId: text(login.tenantId, "ARM_TENANT_ID"),
    clientId: text(login.clientId, "ARM_CLIENT_ID"),
    environment: text(login.environment, "ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"),
    metadataHost: text(login.metadataHost, "ARM_METADATA_HOSTNAME"),
    useMsi: flag(login.useMsi, "ARM_USE_MSI"),
    msiEndpoint: text(login.msiEndpoint, "ARM_MSI_ENDPOINT"),
    useOidc: flag(login.useOidc, "ARM_USE_OIDC"),
    oidcTokenFilePath: text(login.oidcTokenFilePath, "ARM_OIDC_TOKEN_FILE_PATH"),
    oidcRequestUrl: text(
      login.oidcRequestUrl,
      "ARM_OIDC_REQUEST_URL",
      "ACTIONS_ID_TOKEN_REQUEST_URL",
    ),
    oidcAudience: text(login.oidcAudience, "ARM_OIDC_AUDIENCE"),
    clientCertificatePath: text(login.clientCertificatePath, "ARM_CLIENT_CERTIFICATE_PATH"),
    useDefaultAzureCredential: flag(
      login.useDefaultAzureCredential,
      "ARM_USE_DEFAULT_AZURE_CREDENTIAL",
    ),
    disableInstanceDiscovery: flag(
      login.disableInstanceDiscovery,
      "ARM_DISABLE_INSTANCE_DISCOVERY",
    ),
  };
}

/** The secrets of azure-native's variables. */
export function secretsOf(env: Environment = process.env): LoginSecrets {
  const found = {
    clientSecret: nonEmpty(env.ARM_CLIENT_SECRET),
    clientCertificatePassword: nonEmpty(env.ARM_CLIENT_CERTIFICATE_PASSWORD),
    oidcToken: nonEmpty(env.ARM_OIDC_TOKEN),
    oidcRequestToken:
      nonEmpty(env.ARM_OIDC_REQUEST_TOKEN) ?? nonEmpty(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
