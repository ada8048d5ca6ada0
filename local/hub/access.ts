import { HubError } from "./hub-error";
import type { Repositories, Repository } from "./repositories";

/** Who asks: the token of the request, known to be one of the hub's, or nobody. */
export function identify(
  request: Request,
  repositories: Repositories,
  more: readonly string[],
): string | undefined {
  const token = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) return undefined;
  if (more.includes(token) || repositories.tokens().has(token)) return token;
  throw new HubError(401, undefined, "Invalid credentials in Authorization header");
}

/** The data set, when it is there and may be seen. A private one looks as if it were not there. */
export function visible(
  id: string,
  repositories: Repositories,
  token: string | undefined,
): Repository {
  const repository = repositories.find(id);
  const isHidden = repository?.manifest.private === true && !mayRead(repository, token);
  if (repository !== undefined && !isHidden) return repository;
  if (token === undefined) throw new HubError(401, "RepoNotFound", "Invalid username or password.");
  throw new HubError(404, "RepoNotFound", "Repository not found");
}

/** Refuses the files of a gated data set whose terms were not accepted. */
export function refuseGated(repository: Repository, token: string | undefined): void {
  const { gated, id } = repository;
  if (gated === false || mayRead(repository, token)) return;
  const why =
    token === undefined
      ? "You must have access to it and be authenticated to access it. Please log in."
      : "You are not in the authorized list. Visit the page of the dataset to ask for access.";
  throw new HubError(
    token === undefined ? 401 : 403,
    "GatedRepo",
    `Access to dataset ${id} is restricted. ${why}`,
  );
}

function mayRead({ manifest }: Repository, token: string | undefined): boolean {
  return token !== undefined && (manifest.tokens ?? []).includes(token);
}
