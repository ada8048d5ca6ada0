import { datasetInfo, listFiles } from "@huggingface/hub";
import { HubError, HubResponseError } from "./hub-error";
import { convertedLayout, nativeLayout, type CardConfig, type Layout } from "./layout";
import type { RemoteFile } from "./remote-file";
import type { Transport } from "./transport";

/** The branch on which the hub keeps parquet versions of data sets in other formats. */
const convertBranch = "refs/convert/parquet";

export interface RepositoryAccess {
  readonly dataset: string;
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly transport: Transport;
}

export interface ResolvedRepository {
  readonly commit: string;
  readonly layout: Layout;
  /** The one that is asked for, else that which README.md calls the default one. */
  readonly config?: string;
}

/**
 * What a data set holds at a revision, pinned to its commit. The converted branch is asked only when README.md names a
 * configuration, or there are files, that are not parquet.
 * @throws HubError where there is no parquet, or only that of another revision
 */
export async function resolveRepository(
  access: RepositoryAccess,
  revision: string,
  asked: string | undefined,
): Promise<ResolvedRepository> {
  const { commit, configs } = await describe(access, revision);
  const config = asked ?? configs.find((one) => one.default === true)?.config_name;
  const named = config === undefined ? {} : { config };
  const files = await list(access, commit);
  const native = nativeLayout(files, configs);
  if (native.size > 0 && (config === undefined || native.has(config)))
    return { commit, layout: native, ...named };
  const converted = await convertedFiles(access);
  // The hub converts the newest state only: its rows would be taken for those of an older one.
  if (converted.length > 0 && (await describe(access, "main")).commit !== commit)
    throw new HubError(
      `data set '${access.dataset}' has no parquet files at revision '${revision}', and what the hub has converted is of 'main'; leave the revision out, or download the files and give them as local files`,
    );
  const layout = new Map([...convertedLayout(converted), ...native]);
  if (layout.size > 0) return { commit, layout, ...named };
  const kinds = new Set(files.flatMap(({ path }) => /\.\w+$/.exec(path)?.[0] ?? []));
  throw new HubError(
    `data set '${access.dataset}' has no parquet files and the hub has converted none (${convertBranch}); its files are ${[...kinds].join(", ") || "none"}: download them and give them as local files`,
  );
}

/** Commit and README.md configurations of a revision. */
export async function describe(
  { dataset, endpoint, token, transport }: RepositoryAccess,
  revision: string,
): Promise<{ commit: string; configs: readonly CardConfig[] }> {
  const { sha, cardData } = await datasetInfo({
    name: dataset,
    revision,
    additionalFields: ["sha", "cardData"],
    hubUrl: endpoint,
    fetch: transport.fetch,
    ...(token === undefined ? {} : { accessToken: token }),
  });
  return { commit: sha, configs: cardData?.configs ?? [] };
}

async function list(
  { dataset, endpoint, token, transport }: RepositoryAccess,
  commit: string,
): Promise<RemoteFile[]> {
  const files: RemoteFile[] = [];
  const entries = listFiles({
    repo: { type: "dataset", name: dataset },
    revision: commit,
    recursive: true,
    hubUrl: endpoint,
    fetch: transport.fetch,
    ...(token === undefined ? {} : { accessToken: token }),
  });
  for await (const { type, path, size, oid = "", lfs } of entries) {
    if (type !== "file") continue;
    const escaped = path.split("/").map(encodeURIComponent).join("/");
    const url = `${endpoint}/datasets/${dataset}/resolve/${commit}/${escaped}`;
    files.push({ path, url, size: lfs?.size ?? size, etag: lfs?.oid ?? oid });
  }
  return files;
}

async function convertedFiles(access: RepositoryAccess): Promise<RemoteFile[]> {
  try {
    return await list(access, (await describe(access, convertBranch)).commit);
  } catch (error) {
    if (error instanceof HubResponseError && error.code === "RevisionNotFound") return [];
    throw error;
  }
}
