import { closeSync, existsSync, openSync, readSync } from "node:fs";

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOutputsEvent?: { readonly metadata: Metadata };
}

interface Metadata {
  readonly urn: string;
  readonly op: string;
}

/** When a resource's step began and ended, in milliseconds since the epoch. */
export interface Span {
  readonly urn: string;
  readonly from: number;
  readonly to: number;
}

const lookMs = 20;
const chunk = 1 << 20;

/**
 * Follows the engine's event log while it is written. The log's own times are whole seconds; what counts here is when
 * a line arrives.
 */
export function followEvents(file: string): { stop(): readonly Span[] } {
  const begun = new Map<string, number>();
  const spans: Span[] = [];
  let offset = 0;
  let rest = "";
  const look = () => {
    if (!existsSync(file)) return;
    const { text, bytes } = readFrom(file, offset);
    offset += bytes;
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line) as EngineEvent, Date.now());
  };
  const take = ({ resourcePreEvent, resOutputsEvent }: EngineEvent, now: number) => {
    if (resourcePreEvent) begun.set(resourcePreEvent.metadata.urn, now);
    if (!resOutputsEvent) return;
    const { urn } = resOutputsEvent.metadata;
    const from = begun.get(urn);
    if (from !== undefined) spans.push({ urn, from, to: now });
  };
  const timer = setInterval(look, lookMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return spans;
    },
  };
}

function readFrom(file: string, offset: number): { text: string; bytes: number } {
  const open = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(chunk);
    const bytes = readSync(open, buffer, 0, chunk, offset);
    return { text: buffer.toString("utf8", 0, bytes), bytes };
  } finally {
    closeSync(open);
  }
}
