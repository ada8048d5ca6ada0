import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface AzuriteOptions {
  /** Azurite's own folder; made when it is not there. */
  readonly folder: string;
  /** Accounts by name, with base64 keys; Azurite learns of accounts only at its start. */
  readonly accounts: Readonly<Record<string, string>>;
}

/**
 * Azurite's blob service as a child process on a random loopback port. It ends with this process, however that ends;
 * when it ends by itself, the next use starts it again.
 */
export class Azurite {
  readonly #options: AzuriteOptions;
  #child: ChildProcess | undefined;
  #port: Promise<number> | undefined;

  constructor(options: AzuriteOptions) {
    this.#options = options;
  }

  /** The port it listens on; starts it when it does not run. */
  port(): Promise<number> {
    this.#port ??= this.#start();
    return this.#port;
  }

  /** Its port is closed: it is on its way out. The next use starts another, which waits for its end. */
  forget(): void {
    this.#port = undefined;
  }

  /** Ends it and waits until its data is on disk. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once("exit", () => {
        resolve();
      });
      child.stdin?.end();
    });
  }

  #start(): Promise<number> {
    const { folder, accounts } = this.#options;
    const pairs = Object.entries(accounts).map(([name, key]) => `${name}:${key}`);
    const child = spawn(process.execPath, [join(__dirname, "azurite-child.cjs"), folder], {
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own: Ctrl-C in the terminal is for local Azure, which then ends it in order.
      detached: true,
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C", AZURITE_ACCOUNTS: pairs.join(";") },
    });
    this.#child = child;
    let complaint = "";
    child.stderr.on("data", (text: Buffer) => {
      complaint = (complaint + text.toString()).slice(-2000);
    });
    // A write to an Azurite that died is no error of ours.
    child.stdin.on("error", () => undefined);
    return new Promise((resolve, reject) => {
      createInterface(child.stdout).once("line", (line) => {
        resolve(Number(line));
      });
      child.once("error", reject);
      child.once("exit", () => {
        if (this.#child === child) this.#port = undefined;
        reject(new Error(`Azurite ended: ${complaint.trim()}`));
      });
    });
  }
}
