import { distance } from "fastest-levenshtein";

/** What a person can act on: what was asked, what was found, what to do. */
export class HubError extends Error {}

/** An answer of the hub that is none of the expected ones. */
export class HubResponseError extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
    /** The hub's `X-Error-Code`. */
    readonly code: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** What was being fetched is no longer what it was. */
export class FileChangedError extends Error {}

/** Names in quotes, those most like `asked` first. */
export function nearestFirst(asked: string, names: Iterable<string>): string {
  const sorted = [...names].sort((a, b) => distance(asked, a) - distance(asked, b));
  return sorted.map((name) => `'${name}'`).join(", ");
}

export interface Asked {
  readonly dataset: string;
  readonly revision: string;
  readonly endpoint: string;
  readonly hasToken: boolean;
}

const withToken = "set HF_TOKEN to a token with read access";

/** An answer of the hub in words for people. Other errors stay as they are. */
export function explain(error: unknown, asked: Asked): unknown {
  const { dataset, endpoint, hasToken } = asked;
  if (error instanceof SyntaxError) return noJson(error, endpoint);
  if (!(error instanceof HubResponseError)) return error;
  const page = `${endpoint}/datasets/${dataset}`;
  const says = error.message === "" ? "" : ` (the hub says: ${error.message})`;
  const options = { cause: error };
  if (error.code === "GatedRepo") {
    const then = hasToken ? "HF_TOKEN has to belong to that account" : withToken;
    return new HubError(
      `data set '${dataset}' is gated: accept its terms on ${page}, then try again; ${then}${says}`,
      options,
    );
  }
  if (error.code === "RevisionNotFound")
    return new HubError(
      `data set '${dataset}' has no revision '${asked.revision}'; its branches, tags and commits are on ${page}/commits/main`,
      options,
    );
  if (error.status === 401 && error.code === undefined && hasToken)
    return new HubError(`the hub at ${endpoint} refuses HF_TOKEN${says}; ${withToken}`, options);
  if (error.code === "RepoNotFound" || error.status === 404 || error.status === 401) {
    const isPrivate = hasToken
      ? "or HF_TOKEN may not read it"
      : `or it is private: then ${withToken}`;
    return new HubError(
      `there is no data set '${dataset}' on ${endpoint}: check the name (owner/name), ${isPrivate}${says}`,
      options,
    );
  }
  return new HubError(otherAnswer(error, hasToken, says), options);
}

const noJson = (error: SyntaxError, endpoint: string) =>
  new HubError(
    `${endpoint} answered with what is no JSON (${error.message}): look at it in a browser; a proxy or HF_ENDPOINT may lead elsewhere`,
    { cause: error },
  );

function otherAnswer({ url, status }: HubResponseError, hasToken: boolean, says: string): string {
  const answer = `${new URL(url).host} answered ${status}${says}`;
  if (status === 403)
    return `${answer}: ${hasToken ? "HF_TOKEN may not read this" : `it may need a token: ${withToken}`}`;
  const hint = status === 429 && !hasToken ? `; ${withToken}: it raises the limit` : "";
  return `${answer}; try again later${hint}`;
}
