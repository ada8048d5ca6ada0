export interface ByteRange {
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

/**
 * What a `Range` header asks of `size` bytes: a range, `all` (no header, several ranges, another unit: RFC 9110 14.2 lets
 * a server ignore those) or `none` when nothing of it is there (416).
 */
export function parseRange(header: string | null, size: number): ByteRange | "all" | "none" {
  const match = /^bytes=(\d*)-(\d*)$/.exec((header ?? "").trim());
  if (!match) return "all";
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return "all";
  if (first === "") {
    const count = Math.min(Number(last), size);
    return count === 0 ? "none" : { from: size - count, to: size };
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return "all";
  if (from >= size) return "none";
  return { from, to: last === "" ? size : Math.min(Number(last) + 1, size) };
}
