import type { Clock } from "./clock";
import { Kind, type Store } from "./store";

export interface BillLine {
  /** ARM id or another name of what costs. */
  readonly resource: string;
  readonly meter: string;
  readonly sku: string;
  readonly quantity: number;
  /** USD for one of `quantity` for an hour. */
  readonly pricePerHour: number;
}

export interface BilledLine extends BillLine {
  /** Emulated hours that the meter ran. */
  readonly hours: number;
  /** USD. */
  readonly amount: number;
  readonly running: boolean;
}

/** What Azure would have charged; meters run on emulated time. */
export interface Bill {
  /** Starts a meter, or goes on with the line of that key. A key that begins with a resource's id stops with the resource. */
  start(key: string, line: BillLine): void;
  change(key: string, quantity: number): void;
  stop(key: string): void;
  /** Stops every meter whose key is that id or begins with `id/` or `id#`. */
  stopAll(id: string): void;
  read(): { currency: "USD"; total: number; perHour: number; lines: BilledLine[] };
}

interface Metered extends BillLine {
  readonly hours: number;
  readonly amount: number;
  /** Emulated milliseconds since when the quantity holds; absent when stopped. */
  readonly since?: number;
}
const meters = new Kind<Metered>("meter");

function settle(meter: Metered, now: number): Metered {
  const { since, ...rest } = meter;
  if (since === undefined) return rest;
  const hours = Math.max(0, now - since) / 3_600_000;
  return {
    ...rest,
    hours: meter.hours + hours,
    amount: meter.amount + hours * meter.quantity * meter.pricePerHour,
  };
}

export function openBill(store: Store, clock: Clock): Bill {
  const stop = (key: string): void => {
    const meter = store.get(meters, key);
    if (meter?.since !== undefined) store.put(meters, key, settle(meter, clock.now()));
  };
  return {
    start(id, line) {
      const key = id.toLowerCase();
      const before = store.get(meters, key);
      const { hours = 0, amount = 0 } = before ? settle(before, clock.now()) : {};
      store.put(meters, key, { ...line, hours, amount, since: clock.now() });
    },
    change(id, quantity) {
      const meter = store.get(meters, id.toLowerCase());
      if (meter?.since === undefined) return;
      const since = clock.now();
      store.put(meters, id.toLowerCase(), { ...settle(meter, since), quantity, since });
    },
    stop(id) {
      stop(id.toLowerCase());
    },
    stopAll(id) {
      const key = id.toLowerCase();
      for (const prefix of [`${key}/`, `${key}#`])
        for (const entry of store.list(meters, prefix)) stop(entry.key);
      stop(key);
    },
    read: () => read(store.list(meters), clock.now()),
  };
}

function read(entries: { value: Metered }[], now: number): ReturnType<Bill["read"]> {
  const lines = entries.map(({ value }): BilledLine => {
    return { ...settle(value, now), running: value.since !== undefined };
  });
  const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    currency: "USD",
    total: sum(lines.map(({ amount }) => amount)),
    perHour: sum(lines.map((l) => (l.running ? l.quantity * l.pricePerHour : 0))),
    lines,
  };
}
