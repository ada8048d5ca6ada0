type Send = (id: string, content: Buffer, signal: AbortSignal) => Promise<void>;

const concurrency = 4;

/** Blocks on their way, four at a time, in buffers that are used again. */
export class BlockQueue {
  readonly #sending = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  readonly #signal: AbortSignal;
  readonly #send: Send;
  readonly #free: Buffer[] = [];
  #current: Buffer | undefined;
  #failure: Error | undefined;

  constructor(send: Send, signal: AbortSignal | undefined) {
    this.#send = send;
    this.#signal = AbortSignal.any([this.#stopped.signal, ...(signal ? [signal] : [])]);
  }

  /** Where to read the next block into; the same one again until `add` has taken it. */
  buffer(length: number): Buffer {
    return (this.#current ??= this.#free.pop() ?? Buffer.allocUnsafeSlow(length));
  }

  /** Sends what is in the buffer; waits while all places are taken. @throws what an earlier block failed with */
  async add(id: string, content: Buffer): Promise<void> {
    this.#check();
    const used = this.#current;
    this.#current = undefined;
    const sending = this.#try(id, content).finally(() => {
      this.#sending.delete(sending);
      if (used) this.#free.push(used);
    });
    this.#sending.add(sending);
    if (this.#sending.size >= concurrency) await Promise.race(this.#sending);
  }

  /** When all blocks are there. @throws what one failed with */
  async end(): Promise<void> {
    await Promise.all(this.#sending);
    this.#check();
  }

  /** Gives up what is still on its way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#sending);
  }

  async #try(id: string, content: Buffer): Promise<void> {
    try {
      await this.#send(id, content, this.#signal);
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      this.#stopped.abort();
    }
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
    this.#signal.throwIfAborted();
  }
}
