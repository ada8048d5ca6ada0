import { createReadStream } from "node:fs";
import { parseRange } from "./byte-range";
import { disturb, type Fault } from "./faults";

export interface Sending {
  readonly file: string;
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: Fault | undefined;
  readonly cut: () => void;
  readonly count: (bytes: number) => void;
}

/** A file, or the range of it that is asked for: 200, 206, 304 or 416 (RFC 9110 13 and 14). */
export function sendFile(request: Request, sending: Sending): Response {
  const { file, size, fault, count } = sending;
  const etag = fault?.kind === "etag" ? fault.etag : sending.etag;
  const headers = new Headers({ ...sending.headers, etag, "accept-ranges": "bytes" });
  if (request.headers.get("if-none-match") === etag)
    return new Response(null, { status: 304, headers });
  const condition = request.headers.get("if-range");
  const asked = condition === null || condition === etag ? request.headers.get("range") : null;
  const range = parseRange(asked, size);
  if (range === "none") {
    headers.set("content-range", `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { from, to } = range === "all" ? { from: 0, to: size } : range;
  headers.set("content-type", "binary/octet-stream");
  if (range !== "all") headers.set("content-range", `bytes ${from}-${to - 1}/${size}`);
  const status = range === "all" ? 200 : 206;
  if (fault?.kind !== "truncate") headers.set("content-length", String(to - from));
  if (request.method === "HEAD" || to === from) return new Response(null, { status, headers });
  const chunks = createReadStream(file, { start: from, end: to - 1, highWaterMark: 1 << 18 });
  const body = disturb(chunks as AsyncIterable<Uint8Array>, fault, sending.cut);
  return new Response(counted(body, count), { status, headers });
}

function counted(
  chunks: AsyncGenerator<Uint8Array>,
  count: (bytes: number) => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) {
        controller.close();
        return;
      }
      count(next.value.length);
      controller.enqueue(next.value);
    },
    cancel() {
      // Not awaited: a body that stalls never comes back.
      void chunks.return(undefined);
    },
  });
}
