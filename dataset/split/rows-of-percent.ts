/**
 * How many rows the first `percent` of `total` are: rounded down. Of the 207,865 rows of ultrachat_200k's `train_sft`, 1 %
 * are 2,078, as the tutorial says, and 5 % are 10,393. Python's `datasets` 5.2 rounds `[:1%]` to the nearest (2,079; its
 * `pct1_dropremainder` gives 2,078, but 10,390 for 5 %): ask for 2,079 rows to have just those.
 */
export function rowsOfPercent(percent: number, total: number): number {
  // 0.07 × 100 is 7.000000000000001 in binary: a row too many or too few would follow
  return Math.min(total, Math.floor(Number(((percent * total) / 100).toPrecision(12))));
}
