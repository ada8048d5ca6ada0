/** Steps that are tried, about a second: sizes times the rows of all groups. */
const mostSteps = 5e8;

/** Whether {@link nearestSum} ends in about a second. */
export function isSearchable(sizes: ReadonlyMap<number, number>): boolean {
  return sizes.size * totalOf(sizes) <= mostSteps;
}

/**
 * The sum nearest to a target that groups of given sizes can have together, and how many of each size make it; neither
 * none nor all of them. Of two that are equally near the smaller one. Typed arrays as long as all sizes together.
 * @param sizes how many groups there are of each size; at least two groups
 */
export function nearestSum(
  sizes: ReadonlyMap<number, number>,
  target: number,
): { readonly sum: number; readonly counts: ReadonlyMap<number, number> } {
  const total = totalOf(sizes);
  const by = reachable(sizes, total);
  const sum = nearest(by, target, total);
  const counts = new Map<number, number>();
  for (let left = sum; left > 0;) {
    const size = by[left] ?? left;
    counts.set(size, (counts.get(size) ?? 0) + 1);
    left -= size;
  }
  return { sum, counts };
}

function totalOf(sizes: ReadonlyMap<number, number>): number {
  return [...sizes].reduce((sum, [size, count]) => sum + size * count, 0);
}

/** For each sum the size that was added last on the way to it; 0 where there is none. */
function reachable(sizes: ReadonlyMap<number, number>, total: number): Uint32Array {
  const by = new Uint32Array(total + 1);
  const used = new Uint32Array(total + 1);
  for (const [size, count] of sizes) {
    used.fill(0);
    for (let sum = size; sum <= total; sum += 1) {
      const from = sum - size;
      const isOpen = by[sum] === 0 && (from === 0 || by[from] !== 0);
      if (!isOpen || (used[from] ?? 0) >= count) continue;
      by[sum] = size;
      used[sum] = (used[from] ?? 0) + 1;
    }
  }
  return by;
}

function nearest(by: Uint32Array, target: number, total: number): number {
  for (let away = 0; away <= total; away += 1) {
    for (const sum of [target - away, target + away]) {
      if (sum > 0 && sum < total && by[sum] !== 0) return sum;
    }
  }
  throw new Error("fewer than two groups have no sum between none and all");
}
