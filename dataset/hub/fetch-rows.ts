import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { accessOf, folderName } from "./endpoint";
import { explain, FileChangedError, HubError } from "./hub-error";
import { explainDisk, FileCache } from "./file-cache";
import {
  fetchFile,
  fetchFooter,
  missingBytes,
  planFile,
  removeBroken,
  type FilePlan,
} from "./fetch-file";
import type { Footer } from "./footer";
import { findSplit } from "./layout";
import { RangeReader, type RemoteFile } from "./remote-file";
import { resolveRepository, type RepositoryAccess } from "./repository";
import { openTransport, usualPatience, type Patience, type Transport } from "./transport";
import type { HubFile, HubRequest, HubRows } from "./types";
import { groupsOf, rowRange, rowsToKnow, type FilePart } from "./wanted-rows";

/** How often it begins anew when the data set changes under it. */
const mostRestarts = 2;
const footersAtATime = 8;

/**
 * Rows of a split on the Hugging Face hub as local parquet files. Fetches the footers of the split's files and of the rest
 * only the row groups that hold the rows, and of those only what the cache does not have. Interrupted at any moment, the
 * next call goes on from there.
 * @throws HubError for what a person can mend: gated, missing, unknown split, no network, disk full
 */
export async function fetchRows(
  request: HubRequest,
  patience: Patience = usualPatience,
): Promise<HubRows> {
  const { log = () => undefined, signal } = request;
  const access = accessOf(request);
  const transport = openTransport({ patience, log, signal });
  const fetcher = new Fetcher(request, { ...access, transport });
  try {
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await fetcher.run();
      } catch (error) {
        if (!(error instanceof FileChangedError) || restarts >= mostRestarts) throw error;
        log(`${error.message}: once more from the start`);
      }
    }
  } catch (error) {
    throw explainDisk(explain(error, fetcher.asked), request.cacheFolder);
  } finally {
    await transport.close();
  }
}

interface OpenFile {
  readonly reader: RangeReader;
  readonly cache: FileCache;
  readonly footer: Footer;
}

class Fetcher {
  readonly #request: HubRequest;
  readonly #transport: Transport;
  readonly #endpoint: string;
  readonly #token: string | undefined;
  #fetched = 0;
  #total = 0;

  constructor(
    request: HubRequest,
    { endpoint, token, transport }: Pick<RepositoryAccess, "endpoint" | "token" | "transport">,
  ) {
    this.#request = request;
    this.#transport = transport;
    this.#token = token;
    this.#endpoint = endpoint;
  }

  get asked() {
    const { dataset, revision = "main" } = this.#request;
    const endpoint = this.#endpoint;
    return { dataset, revision, endpoint, hasToken: this.#token !== undefined };
  }

  async run(): Promise<HubRows> {
    const { dataset, config, split, rows, revision = "main" } = this.#request;
    const access = { dataset, endpoint: this.#endpoint, token: this.#token };
    const transport = this.#transport;
    const { commit, ...found } = await resolveRepository(
      { ...access, transport },
      revision,
      config,
    );
    const remote = findSplit(found, { dataset, split });
    const files = await this.#openFirst(remote, rowsToKnow(rows));
    const columns = files[0]?.footer.columns ?? [];
    if (columns.length > 0 && !columns.includes("messages"))
      throw new HubError(
        `'${dataset}' has no column 'messages' to train on; there is ${columns.map((name) => `'${name}'`).join(", ")}; name another data set`,
      );
    const known = files.reduce((sum, { footer }) => sum + rowsOf(footer), 0);
    const range = rowRange(rows, known, split);
    let start = 0;
    const parts = files.flatMap((file) => {
      const from = range.from - start;
      const part = groupsOf(file.footer.rows, { from, to: range.to - start });
      start += rowsOf(file.footer);
      return part === undefined ? [] : [{ ...file, part }];
    });
    const bytesOfRowGroups = parts.reduce((sum, { footer, part }) => sum + sizeOf(footer, part), 0);
    return {
      commit,
      files: await this.#fetch(parts),
      rows: range.to - range.from,
      totalRows: files.length === remote.length ? known : undefined,
      bytesFetched: this.#fetched,
      bytesOfRowGroups,
    };
  }

  /** Files of a split, from the first one on, that hold so many rows; all of them where there are not as many. */
  async #openFirst(remote: readonly RemoteFile[], rows: number): Promise<OpenFile[]> {
    const files: OpenFile[] = [];
    for (let known = 0; files.length < remote.length && known < rows;) {
      // the first one tells how many rows a file has
      const guess = rows === Number.POSITIVE_INFINITY ? footersAtATime : 1;
      const lacking = files.length === 0 ? guess : (rows - known) / (known / files.length);
      const many = Math.min(footersAtATime, Math.ceil(lacking));
      const next = remote.slice(files.length, files.length + many);
      const opened = await Promise.all(next.map((file) => this.#open(file)));
      known += opened.reduce((sum, { footer }) => sum + rowsOf(footer), 0);
      files.push(...opened);
    }
    return files;
  }

  async #open(file: RemoteFile): Promise<OpenFile> {
    const cache = new FileCache(this.#folderOf(file));
    const reader = new RangeReader(file, this.#transport, this.#token, (bytes) => {
      this.#fetched += bytes;
      this.#request.onProgress?.({
        fetchedBytes: this.#fetched,
        totalBytes: Math.max(this.#total, this.#fetched),
      });
    });
    return { reader, cache, footer: await fetchFooter(reader, cache) };
  }

  async #fetch(parts: readonly (OpenFile & { readonly part: FilePart })[]): Promise<HubFile[]> {
    const plans: FilePlan[] = [];
    for (const { cache, footer, part } of parts) plans.push(await planFile(cache, footer, part));
    this.#total = this.#fetched + plans.reduce((sum, plan) => sum + missingBytes(plan), 0);
    const files: HubFile[] = [];
    for (const [at, { reader, part }] of parts.entries()) {
      const plan = plans[at];
      if (plan === undefined) continue;
      const path = plan.whole ?? (await this.#fetchAlone(plan, reader));
      files.push({ path, skip: part.skip, take: part.take });
    }
    const gone = files.find(({ path }) => !existsSync(path));
    // another run fetched more of it while this one was busy with the next file
    if (gone) throw new FileChangedError(`'${gone.path}' gave way to a larger one`);
    return files;
  }

  #fetchAlone({ cache, footer, first, last }: FilePlan, reader: RangeReader): Promise<string> {
    const { log = () => undefined, signal } = this.#request;
    return cache.alone({ log, signal }, async () => {
      // again: another run may have fetched it meanwhile
      const broken: string[] = [];
      const plan = await planFile(cache, footer, { first, last }, broken);
      await removeBroken(broken, log);
      return fetchFile(plan, reader);
    });
  }

  /** By hub, data set, file and etag: what is in it never changes its meaning. */
  #folderOf({ path, etag }: RemoteFile): string {
    const { cacheFolder, dataset } = this.#request;
    const version = createHash("sha256").update(`${path}\0${etag}`).digest("hex").slice(0, 16);
    const hub = folderName(this.#endpoint);
    const name = basename(path, ".parquet");
    return join(cacheFolder, hub, dataset.replaceAll("/", "--"), `${name}-${version}`);
  }
}

const rowsOf = ({ rows }: Footer): number => rows.reduce((sum, count) => sum + count, 0);

const sizeOf = ({ spans }: Footer, { first, last }: FilePart): number =>
  spans.slice(first, last + 1).reduce((sum, { from, to }) => sum + to - from, 0);
