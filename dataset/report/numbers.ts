const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A count as people read it: `207,865`. */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 row`, `2 rows`. */
export function countOf(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

/** A mean: one decimal place where it tells something. */
export function mean(value: number): string {
  return Math.abs(value) < 100 ? tenth.format(value) : whole.format(value);
}

/** A part in per cent; never "0 %" of some, nor "100 %" of not all. */
export function share(part: number, of: number): string {
  if (of === 0) return "–";
  const percent = (100 * part) / of;
  if (part > 0 && percent < 0.1) return "< 0.1 %";
  if (part < of && percent > 99.9) return "> 99.9 %";
  return `${tenth.format(percent)} %`;
}

/** A size in units of 1,000 bytes. */
export function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const at = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${mean(bytes / 1000 ** at)} ${units[at] ?? ""}`;
}
