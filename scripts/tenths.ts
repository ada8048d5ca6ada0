/** Tells each tenth of work that takes seconds, on standard error; smaller work is done before anyone could read it. */
export function tenths(what: string, worthTelling = 100e6): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const now = Math.floor((done / total) * 10);
    if (total < worthTelling || now <= told) return;
    told = now;
    process.stderr.write(`${what} ${now * 10} % of ${(total / 1e6).toFixed(0)} MB\n`);
  };
}
