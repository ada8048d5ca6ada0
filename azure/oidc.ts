import type { Login, LoginSecrets } from "./login";
import { createHttp } from "./pipeline";

/**
 * A GitHub Actions job's identity token, to be exchanged for an Azure one. GitHub gives the URL and a request token to jobs
 * with `permissions: id-token: write` (GitHub docs, "OpenID Connect reference").
 */
export async function fetchGitHubToken(
  { oidcRequestUrl, oidcAudience = "api://AzureADTokenExchange" }: Login,
  { oidcRequestToken }: LoginSecrets,
): Promise<string> {
  if (!oidcRequestUrl || !oidcRequestToken) {
    throw new Error(
      "no identity token: set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH, or give the GitHub job 'permissions: id-token: write'",
    );
  }
  const url = new URL(oidcRequestUrl);
  url.searchParams.set("audience", oidcAudience);
  const { body } = await createHttp().send<{ readonly value?: string }>({
    method: "GET",
    url: url.href,
    headers: { authorization: `Bearer ${oidcRequestToken}` },
  });
  if (!body.value) throw new Error("GitHub's answer has no identity token");
  return body.value;
}
