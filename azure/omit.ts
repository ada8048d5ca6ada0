/** The object without some of its members. */
export function omit<T extends object, K extends keyof T>(
  from: T,
  ...keys: readonly K[]
): Omit<T, K> {
  const left: readonly PropertyKey[] = keys;
  return Object.fromEntries(Object.entries(from).filter(([key]) => !left.includes(key))) as Omit<
    T,
    K
  >;
}
