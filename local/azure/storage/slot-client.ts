import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Azurite } from "./azurite";
import { authorization } from "./shared-key";
import { StorageError } from "./storage-error";

export interface SlotRequest {
  readonly method: string;
  /** Path inside the account, percent-encoded, with its leading slash. */
  readonly path: string;
  /** Query without `?`. */
  readonly query: string;
  readonly headers: Headers;
  readonly body?: ReadableStream<Uint8Array> | Uint8Array | null;
}

/** Sends requests to Azurite, signed with the key of a slot. Bodies are streamed both ways. */
export class SlotClient {
  readonly #azurite: Azurite;
  readonly #keys: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(azurite: Azurite, keys: Readonly<Record<string, string>>) {
    this.#azurite = azurite;
    this.#keys = keys;
  }

  /** 503 `ServerBusy`, which clients try again, when Azurite does not answer. */
  async send(slot: string, request: SlotRequest): Promise<IncomingMessage> {
    try {
      return await this.#exchange(slot, request);
    } catch (error) {
      if (String(error).includes("ECONNREFUSED")) this.#azurite.forget();
      throw new StorageError(
        503,
        "ServerBusy",
        "The server is currently unable to receive requests. Please retry your request.",
        { detail: String(error) },
      );
    }
  }

  async #exchange(slot: string, request: SlotRequest): Promise<IncomingMessage> {
    const port = await this.#azurite.port();
    const { method, query, body } = request;
    const headers = new Headers(request.headers);
    const path = `/${slot}${request.path}`;
    headers.set("x-ms-date", new Date().toUTCString());
    headers.delete("date");
    const key = this.#keys[slot] ?? "";
    headers.set("authorization", authorization({ method, path, query, headers }, slot, key));
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        agent: this.#agent,
        host: "127.0.0.1",
        port,
        method,
        path: query === "" ? path : `${path}?${query}`,
        headers: Object.fromEntries(headers),
      });
      outgoing.once("response", resolve).once("error", reject);
      if (body instanceof ReadableStream)
        // An error of the body destroys the request, which rejects above.
        pipeline(Readable.fromWeb(body), outgoing).catch(reject);
      else outgoing.end(body ?? undefined);
    });
  }

  /** Closes idle connections, so that Azurite can end. */
  close(): void {
    this.#agent.destroy();
  }
}
