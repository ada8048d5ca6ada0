/** One resource of a run. */
export interface Task {
  readonly urn: string;
  /** Seconds that its creation took. */
  readonly seconds: number;
  /** URNs that had to be there first. */
  readonly after: readonly string[];
}

export interface Path {
  readonly seconds: number;
  readonly urns: readonly string[];
}

/** The longest chain of tasks that had to follow each other: no order of the same tasks can be faster. */
export function criticalPath(tasks: readonly Task[]): Path {
  const byUrn = new Map(tasks.map((task) => [task.urn, task]));
  const known = new Map<string, Path>();
  const end = (task: Task): Path => {
    const found = known.get(task.urn);
    if (found) return found;
    const before = task.after.flatMap((urn) => byUrn.get(urn) ?? []).map(end);
    const longest = before.reduce<Path>((a, b) => (b.seconds > a.seconds ? b : a), {
      seconds: 0,
      urns: [],
    });
    const path = { seconds: longest.seconds + task.seconds, urns: [...longest.urns, task.urn] };
    known.set(task.urn, path);
    return path;
  };
  return tasks
    .map(end)
    .reduce<Path>((a, b) => (b.seconds > a.seconds ? b : a), { seconds: 0, urns: [] });
}
