/** Rows of one split of a data set on the hub. */
export interface HubRequest {
  /** `owner/name`. */
  readonly dataset: string;
  /** @default what README.md calls the default one, else the only one, else `default` */
  readonly config?: string;
  readonly split: string;
  /** Branch, tag or commit. @default "main" */
  readonly revision?: string;
  /** `to` is the row after the last one; without it, or beyond the end, all that follow. */
  readonly rows: { readonly from: number; readonly to?: number } | { readonly percent: number };
  /** Made when it is not there; may be shared between processes. */
  readonly cacheFolder: string;
  /** With its scheme; empty is as not given. @default HF_ENDPOINT, else https://huggingface.co */
  readonly endpoint?: string;
  /** Empty: none is sent, whatever HF_TOKEN says. @default HF_TOKEN */
  readonly token?: string;
  readonly onProgress?: (progress: {
    readonly fetchedBytes: number;
    readonly totalBytes: number;
  }) => void;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A local parquet file, valid on its own. */
export interface HubFile {
  /** Holds the row groups that are needed and no other. */
  readonly path: string;
  /** Rows at its start that do not belong to the answer. */
  readonly skip: number;
  /** Rows after those that do. */
  readonly take: number;
}

export interface HubRows {
  /** The commit that the revision named, 40 hex digits. */
  readonly commit: string;
  /** In the order of the rows. */
  readonly files: readonly HubFile[];
  readonly rows: number;
  /** Rows of the whole split; unknown where the first of its files hold all that was asked for. */
  readonly totalRows: number | undefined;
  /** Bytes of parquet files that came over the network, footers included; 0 when all was in the cache. */
  readonly bytesFetched: number;
  /** What the row groups that hold the rows take in the hub's files. */
  readonly bytesOfRowGroups: number;
}
