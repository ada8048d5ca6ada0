/**
 * Keys of azure-native's config that say who signs in to which cloud; none is secret. Names as in azure-native 3.28,
 * `config/vars.d.ts`; `oidcAudience` is read by the plugin only (pulumi-azure-native `provider/auth_azidentity.go`).
 */
export const loginTexts = [
  "tenantId",
  "clientId",
  "environment",
  "metadataHost",
  "clientCertificatePath",
  "msiEndpoint",
  "oidcTokenFilePath",
  "oidcRequestUrl",
  "oidcAudience",
] as const;

/** The same, true or false. */
export const loginFlags = [
  "useMsi",
  "useOidc",
  "useDefaultAzureCredential",
  "disableInstanceDiscovery",
] as const;
