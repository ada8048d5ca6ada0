import { Kind, type Store } from "../store";
import { deriveKey } from "./account-keys";

/** Accounts of a region and subscription: https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account */
const slotCount = 250;

interface Taken {
  /** Emulated account that has the slot; absent while its data is being wiped. */
  readonly account?: string;
}
const taken = new Kind<Taken>("azurite-slot");

/** Which of Azurite's accounts holds the data of which emulated account. */
export class Slots {
  readonly #store: Store;
  /** Azurite's accounts with their keys. */
  readonly accounts: Readonly<Record<string, string>>;

  constructor(store: Store, secret: string) {
    this.#store = store;
    this.accounts = Object.fromEntries(
      Array.from({ length: slotCount }, (_, at) => {
        const name = `slot${String(at).padStart(3, "0")}`;
        return [name, deriveKey(secret, `azurite ${name}`)];
      }),
    );
  }

  /** The account's slot, if it has one. */
  find(account: string): string | undefined {
    return this.#store.list(taken).find(({ value }) => value.account === account)?.key;
  }

  /** The account's slot, a free one if it has none yet. */
  assign(account: string): string {
    const found = this.find(account);
    if (found !== undefined) return found;
    const used = new Set(this.#store.list(taken).map(({ key }) => key));
    const free = Object.keys(this.accounts).find((slot) => !used.has(slot));
    if (free === undefined) throw new Error(`all ${slotCount} storage accounts are in use`);
    this.#store.put(taken, free, { account });
    return free;
  }

  /** Takes the slot from its account; it stays out of use until `release`. */
  retire(slot: string): void {
    this.#store.put(taken, slot, {});
  }

  /** Slots whose data is still to be wiped. */
  retired(): string[] {
    return this.#store.list(taken).flatMap(({ key, value }) => (value.account ? [] : [key]));
  }

  release(slot: string): void {
    this.#store.delete(taken, slot);
  }
}
