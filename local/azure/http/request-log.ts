import { Kind, type Store } from "../store";
import { redact, redactText } from "./redact";

export interface RequestRecord {
  readonly n: number;
  /** When it arrived and when it was answered: real time, ISO. */
  readonly began: string;
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0: the connection was cut by a fault. */
  readonly status: number;
  readonly body?: unknown;
}

export interface RequestLog {
  add(record: Omit<RequestRecord, "n" | "time" | "body"> & { text: string | undefined }): void;
  since(n: number): { next: number; requests: RequestRecord[] };
}

const kept = new Kind<RequestRecord>("request");
const most = 20_000;
const key = (n: number): string => String(n).padStart(12, "0");

function bodyOf(text: string | undefined): { body?: unknown } {
  if (text === undefined || text === "") return {};
  try {
    return { body: redact(JSON.parse(text)) };
  } catch {
    // A form: the only one is the token request, whose fields are redacted by name.
    return { body: redact(Object.fromEntries(new URLSearchParams(text))) };
  }
}

/** The last requests, in the order in which they were answered, without secrets. */
export function openRequestLog(store: Store): RequestLog {
  let next = Number(store.list(kept).at(-1)?.key ?? 0) + 1;
  return {
    add({ text, ...record }) {
      const n = next;
      next += 1;
      const time = new Date().toISOString();
      const query = redactText(record.query);
      store.put(kept, key(n), { n, time, ...record, query, ...bodyOf(text) });
      store.delete(kept, key(n - most));
    },
    since: (n) => ({
      next,
      requests: store
        .list(kept)
        .map(({ value }) => value)
        .filter((record) => record.n >= n),
    }),
  };
}
