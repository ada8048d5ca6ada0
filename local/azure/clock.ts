import { Kind, type Store } from "./store";

/** Emulated time. It goes on where it stopped, and never back. */
export interface Clock {
  /** Emulated milliseconds since the epoch. */
  now(): number;
  /** Emulated time as Azure writes it, for example `2026-11-21T04:20:00.0000000Z`. */
  iso(): string;
  /** Emulated seconds per real second. */
  readonly speed: number;
  /** Factor on every duration; 0 = everything at once. */
  readonly latency: number;
  /** Runs something after `seconds` × latency of emulated time, at once (synchronously) when that is 0. Not kept over a restart: what must be kept is an operation. */
  after(seconds: number, run: () => void | Promise<void>): void;
  /** Runs something at an emulated time, at once when it is past. */
  at(time: number, run: () => void | Promise<void>): void;
  sleep(seconds: number): Promise<void>;
  set(change: { speed?: number; latency?: number; advanceSeconds?: number }): void;
  /** Keeps the time and ends all timers. */
  stop(): void;
}

interface Kept {
  now: number;
}
const kept = new Kind<Kept>("clock");
const longestTimer = 2 ** 31 - 1;

interface ClockOptions {
  readonly store: Store;
  /** Emulated milliseconds at the very first start. */
  readonly start: number;
  /** A later start goes on where the clock stopped, but not before this. */
  readonly notBefore?: number;
  readonly speed: number;
  readonly latency: number;
  readonly real?: () => number;
}

class EmulatedClock implements Clock {
  speed: number;
  latency: number;
  readonly #store: Store;
  readonly #real: () => number;
  #base: number;
  #realBase: number;
  #waiting: { time: number; run: () => void | Promise<void> }[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #keeper: NodeJS.Timeout;

  constructor({ store, start, notBefore = 0, speed, latency, real = Date.now }: ClockOptions) {
    this.#store = store;
    this.#real = real;
    this.speed = speed;
    this.latency = latency;
    this.#base = Math.max(store.get(kept, "now")?.now ?? start, notBefore);
    this.#realBase = real();
    this.#keeper = setInterval(() => {
      this.#keep();
    }, 1000);
    this.#keeper.unref();
    this.#keep();
  }

  now(): number {
    return this.#base + (this.#real() - this.#realBase) * this.speed;
  }

  iso(): string {
    return isoTime(this.now());
  }

  after(seconds: number, run: () => void | Promise<void>): void {
    this.at(this.now() + seconds * this.latency * 1000, run);
  }

  at(time: number, run: () => void | Promise<void>): void {
    if (time <= this.now()) {
      start(run);
      return;
    }
    this.#waiting.push({ time, run });
    this.#arm();
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(seconds, resolve);
    });
  }

  set(change: { speed?: number; latency?: number; advanceSeconds?: number }): void {
    this.#base = this.now() + (change.advanceSeconds ?? 0) * 1000;
    this.#realBase = this.#real();
    this.speed = change.speed ?? this.speed;
    this.latency = change.latency ?? this.latency;
    this.#keep();
    this.#run();
  }

  stop(): void {
    clearInterval(this.#keeper);
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#keep();
  }

  #keep(): void {
    this.#store.put(kept, "now", { now: this.now() });
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = Math.min(...this.#waiting.map(({ time }) => time));
    if (!Number.isFinite(next)) return;
    const wait = Math.ceil((next - this.now()) / this.speed);
    this.#timer = setTimeout(
      () => {
        this.#run();
      },
      Math.min(Math.max(wait, 0), longestTimer),
    );
  }

  #run(): void {
    const now = this.now();
    const due = this.#waiting.filter(({ time }) => time <= now).sort((a, b) => a.time - b.time);
    this.#waiting = this.#waiting.filter(({ time }) => time > now);
    for (const { run } of due) start(run);
    this.#arm();
  }
}

/** Starts without waiting; a failure is a fault of local Azure and is shown on stderr. */
function start(run: () => void | Promise<void>): void {
  Promise.resolve(run()).catch((error: unknown) => {
    console.error(error);
  });
}

/** Seven digits of fractions, as Azure's services write it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "0000Z");
}

/** The clock of one state. */
export function openClock(options: ClockOptions): Clock {
  return new EmulatedClock(options);
}
