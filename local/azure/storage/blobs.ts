import type { Resources } from "../arm/resources";
import type { CloudConfig } from "../state";
import type { Store } from "../store";

/** What the other parts of local Azure do with blobs; no credentials, no HTTP. */
export interface Blobs {
  get(
    account: string,
    container: string,
    blob: string,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  put(
    account: string,
    container: string,
    blob: string,
    content: string | Uint8Array,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<void>;
  list(
    account: string,
    container: string,
    prefix: string,
  ): Promise<{ name: string; size: number }[]>;
  copy(
    account: string,
    container: string,
    from: string,
    to: { account: string; container: string; blob: string },
  ): Promise<void>;
  /** SAS without `?` that the front accepts. */
  sas(
    account: string,
    o: { container: string; blob?: string; permissions: string; minutes: number },
  ): string;
  ensureContainer(account: string, container: string): Promise<void>;
  /** Drops a container with its blobs; nothing when there is none. */
  dropContainer(account: string, container: string): Promise<void>;
  /** Drops all data of an account. */
  dropAccount(account: string): Promise<void>;
}

interface BlobsOptions {
  readonly config: CloudConfig;
  readonly store: Store;
  readonly resources: Resources;
}

/** Blobs of the accounts; the storage part fills this in. */
export function openBlobs(options: BlobsOptions): Blobs {
  const missing = (): never => {
    throw new Error(`no blob service in ${options.config.dataDir}`);
  };
  return {
    get: missing,
    put: missing,
    list: missing,
    copy: missing,
    sas: missing,
    ensureContainer: () => Promise.resolve(),
    dropContainer: () => Promise.resolve(),
    dropAccount: () => Promise.resolve(),
  };
}
