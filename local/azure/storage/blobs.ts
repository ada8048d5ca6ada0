import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Resources } from "../arm/resources";
import type { CloudConfig } from "../state";
import type { Store } from "../store";
import { accountKeys } from "./account-keys";
import { Azurite } from "./azurite";
import { newServiceSas, sasText } from "./sas";
import { hmac } from "./shared-key";
import { SlotClient, type SlotRequest } from "./slot-client";
import { Slots } from "./slots";
import { containersOf, dropContainer, listPages } from "./slot-contents";
import { expectStatus, pathOf, plainHeaders, valueOf } from "./slot-answer";

/** What the other parts of local Azure do with blobs; no credentials. Unknown accounts have no blobs. */
export interface Blobs {
  get(
    account: string,
    container: string,
    blob: string,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Writes a block blob whole; the container must be there. */
  put(
    account: string,
    container: string,
    blob: string,
    content: string | Uint8Array,
    metadata?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Blobs whose name begins with `prefix`, by name; sizes in bytes. None when there is no such container. */
  list(
    account: string,
    container: string,
    prefix: string,
  ): Promise<{ name: string; size: number }[]>;
  /** Copies one blob, streaming. */
  copy(
    account: string,
    container: string,
    from: string,
    to: { account: string; container: string; blob: string },
  ): Promise<void>;
  /** Service SAS without `?`, signed with the account's first key; for HTTPS only. */
  sas(
    account: string,
    o: { container: string; blob?: string; permissions: string; minutes: number },
  ): string;
  ensureContainer(account: string, container: string): Promise<void>;
  hasContainer(account: string, container: string): Promise<boolean>;
  containers(account: string): Promise<string[]>;
  /** Drops a container with its blobs; nothing when there is none. */
  dropContainer(account: string, container: string): Promise<void>;
  /** Drops all data of an account; a later account of that name begins empty. */
  dropAccount(account: string): Promise<void>;
  /** A request whose caller was checked, on its way to Azurite. For the front only. */
  forward(account: string, request: SlotRequest): Promise<IncomingMessage>;
  /** Wipes what deleted accounts left. Azurite itself starts when it is first needed. */
  start(): Promise<void>;
  /** Ends Azurite; its data is on disk then. */
  stop(): Promise<void>;
}

interface BlobsOptions {
  readonly config: CloudConfig;
  readonly store: Store;
  readonly resources: Resources;
}

export function openBlobs(options: BlobsOptions): Blobs {
  return new AzuriteBlobs(options);
}

class AzuriteBlobs implements Blobs {
  readonly #options: BlobsOptions;
  readonly #slots: Slots;
  readonly #azurite: Azurite;
  readonly #client: SlotClient;

  constructor(options: BlobsOptions) {
    const { config, store } = options;
    this.#options = options;
    this.#slots = new Slots(store, config.signingSecret);
    const { accounts } = this.#slots;
    this.#azurite = new Azurite({ folder: join(config.dataDir, "azurite"), accounts });
    this.#client = new SlotClient(this.#azurite, accounts);
  }

  async start(): Promise<void> {
    await this.#wipeRetired();
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#azurite.stop();
  }

  async forward(account: string, request: SlotRequest): Promise<IncomingMessage> {
    return await this.#client.send(this.#slots.assign(account), request);
  }

  async get(
    account: string,
    container: string,
    blob: string,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    const answer = await this.#send(account, "GET", pathOf(container, blob));
    if (answer.statusCode !== 404) {
      await expectStatus(answer, 200);
      return Readable.toWeb(answer) as ReadableStream<Uint8Array>;
    }
    answer.resume();
    return undefined;
  }

  async put(
    account: string,
    container: string,
    blob: string,
    content: string | Uint8Array,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const body = typeof content === "string" ? Buffer.from(content) : content;
    const path = pathOf(container, blob);
    await this.#write(account, path, body.length, body, metadata);
  }

  async list(
    account: string,
    container: string,
    prefix: string,
  ): Promise<{ name: string; size: number }[]> {
    const query = `restype=container&comp=list&prefix=${encodeURIComponent(prefix)}`;
    const slot = this.#slots.find(account);
    if (slot === undefined) return [];
    const pages = await listPages(this.#client, slot, `/${container}`, query);
    return pages.flatMap((xml) =>
      [...xml.matchAll(/<Blob>.*?<\/Blob>/gs)].map(([entry]) => ({
        name: valueOf(entry, "Name"),
        size: Number(valueOf(entry, "Content-Length")),
      })),
    );
  }

  async copy(
    account: string,
    container: string,
    from: string,
    to: { account: string; container: string; blob: string },
  ): Promise<void> {
    const source = await this.#send(account, "GET", pathOf(container, from));
    await expectStatus(source, 200);
    const size = Number(source.headers["content-length"]);
    const body = Readable.toWeb(source) as ReadableStream<Uint8Array>;
    await this.#write(to.account, pathOf(to.container, to.blob), size, body);
  }

  sas(
    account: string,
    o: { container: string; blob?: string; permissions: string; minutes: number },
  ): string {
    const { config, resources } = this.#options;
    const owner = resources
      .list("Microsoft.Storage/storageAccounts")
      .find(({ name }) => name === account);
    if (owner === undefined) throw new Error(`no storage account '${account}'`);
    const query = newServiceSas({ ...o, expiry: new Date(Date.now() + o.minutes * 60_000) });
    const target = { account, container: o.container, blob: o.blob };
    const [key] = accountKeys(config.signingSecret, owner);
    query.set("sig", hmac(key, sasText("service", query, target)));
    return query.toString();
  }

  async ensureContainer(account: string, container: string): Promise<void> {
    const answer = await this.#send(account, "PUT", `/${container}`, "restype=container");
    await expectStatus(answer, 201, 409);
    answer.resume();
  }

  async hasContainer(account: string, container: string): Promise<boolean> {
    const answer = await this.#send(account, "GET", `/${container}`, "restype=container");
    await expectStatus(answer, 200, 404);
    answer.resume();
    return answer.statusCode === 200;
  }

  async containers(account: string): Promise<string[]> {
    const slot = this.#slots.find(account);
    return slot === undefined ? [] : await containersOf(this.#client, slot);
  }

  async dropContainer(account: string, container: string): Promise<void> {
    const slot = this.#slots.find(account);
    if (slot !== undefined) await dropContainer(this.#client, slot, container);
  }

  async dropAccount(account: string): Promise<void> {
    const slot = this.#slots.find(account);
    if (slot === undefined) return;
    // First out of use, in the store: a death while wiping leaves a slot that the next start wipes.
    this.#slots.retire(slot);
    await this.#wipeRetired();
  }

  async #wipeRetired(): Promise<void> {
    for (const slot of this.#slots.retired()) {
      for (const container of await containersOf(this.#client, slot))
        await dropContainer(this.#client, slot, container);
      this.#slots.release(slot);
    }
  }

  async #write(
    account: string,
    path: string,
    size: number,
    body: ReadableStream<Uint8Array> | Uint8Array,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const headers = plainHeaders();
    headers.set("content-length", String(size));
    headers.set("content-type", "application/octet-stream");
    headers.set("x-ms-blob-type", "BlockBlob");
    for (const [name, value] of Object.entries(metadata)) headers.set(`x-ms-meta-${name}`, value);
    const answer = await this.forward(account, { method: "PUT", path, query: "", headers, body });
    await expectStatus(answer, 201);
    answer.resume();
  }

  async #send(account: string, method: string, path: string, query = ""): Promise<IncomingMessage> {
    return await this.forward(account, { method, path, query, headers: plainHeaders() });
  }
}
