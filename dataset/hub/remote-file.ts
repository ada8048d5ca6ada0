import { FileChangedError, HubError, HubResponseError } from "./hub-error";
import type { Transport } from "./transport";

/** A file at a commit, as the hub lists it. */
export interface RemoteFile {
  readonly path: string;
  readonly url: string;
  readonly size: number;
  /** SHA-256 of a file in LFS, else git's id: the hub's `X-Linked-Etag`, or `ETag`. */
  readonly etag: string;
}

/** Reads ranges of one file. All of them have to come from the same version of it. */
export class RangeReader {
  #etag: string | undefined;

  constructor(
    readonly file: RemoteFile,
    private readonly transport: Transport,
    private readonly token: string | undefined,
    private readonly onBytes: (bytes: number) => void,
  ) {}

  /**
   * The bytes from `from` to before `to`, all of them: a connection that is cut, stalls or ends early is taken up where it
   * stopped. @throws FileChangedError when the file is another one now
   */
  async *read(from: number, to: number): AsyncGenerator<Uint8Array> {
    let at = from;
    for (let attempt = 1; at < to; attempt += 1) {
      try {
        for await (const chunk of await this.#open(at, to)) {
          const wanted = chunk.subarray(0, to - at);
          this.onBytes(wanted.length);
          at += wanted.length;
          attempt = 0;
          yield wanted;
        }
        if (at < to) throw new Error("the answer ended early");
      } catch (error) {
        await this.transport.again(error, Math.max(1, attempt), this.file.url);
      }
    }
  }

  async bytes(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const all = new Uint8Array(to - from);
    let at = 0;
    for await (const chunk of this.read(from, to)) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  async #open(from: number, to: number): Promise<AsyncIterable<Uint8Array>> {
    const headers: Record<string, string> = {
      range: `bytes=${from}-${to - 1}`,
      "accept-encoding": "identity",
    };
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    if (this.#etag !== undefined) headers["if-range"] = this.#etag;
    const response = await this.#fetch(headers);
    try {
      this.#check(response, from);
    } catch (error) {
      await response.body?.cancel();
      throw error;
    }
    if (response.body === null) throw new Error("the answer has no body");
    return response.body;
  }

  async #fetch(headers: Record<string, string>): Promise<Response> {
    try {
      return await this.transport.fetch(this.file.url, { headers });
    } catch (error) {
      // The commit was there a moment ago: its history was rewritten, or the store has other content.
      const isGone = error instanceof HubResponseError && [404, 412, 416].includes(error.status);
      throw isGone ? this.#changed(error) : error;
    }
  }

  #check({ status, headers }: Response, from: number): void {
    const etag = headers.get("etag");
    const isStrong = etag !== null && !etag.startsWith("W/");
    if (isStrong && this.#etag !== undefined && etag !== this.#etag) throw this.#changed();
    const { path, size, url } = this.file;
    if (status !== 206)
      throw new HubError(
        `${new URL(url).host} sends the whole of '${path}' when a part is asked for: a hub or proxy between that knows range requests is needed`,
      );
    const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "");
    if (Number(range?.[2]) !== size || Number(range?.[1]) !== from) throw this.#changed();
    if (isStrong) this.#etag = etag;
  }

  #changed(cause?: unknown): FileChangedError {
    return new FileChangedError(`'${this.file.path}' changed while it was fetched`, { cause });
  }
}
