const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Values as a line of bars, the lowest value the shortest bar.
 * @param width bars at most; of more values each bar shows the mean of its share
 */
export function sparkline(values: readonly number[], width: number): string {
  const shown = shrink(
    values.filter((value) => Number.isFinite(value)),
    width,
  );
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  return shown
    .map((value) => {
      const height = span === 0 ? 0 : Math.round(((value - low) / span) * (bars.length - 1));
      return bars[height] ?? bars[0];
    })
    .join("");
}

function shrink(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width);
    const share = values.slice(from, Math.floor(((index + 1) * values.length) / width));
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
}
