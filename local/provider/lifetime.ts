import { connect } from "node:net";

const patienceMilliseconds = 1000;
const missesUntilGone = 3;

/**
 * Ends the process when the engine that started it is gone: nobody else would, and an operation in the
 * middle of its polls would go on for hours. `address` is the engine's, host:port.
 */
export function endWithEngine(
  address: string | undefined,
  exit: () => void,
  intervalMilliseconds = 1000,
): void {
  // A log line that nobody reads any more fails again and again: the first failure is the last one.
  process.stdout.on("error", exit);
  process.stderr.on("error", exit);
  if (address === undefined) return;
  const parent = process.ppid;
  let misses = 0;
  const timer = setInterval(() => {
    if (process.ppid !== parent) exit();
    void answers(address).then((yes) => {
      misses = yes ? 0 : misses + 1;
      if (misses < missesUntilGone) return;
      clearInterval(timer);
      exit();
    });
  }, intervalMilliseconds);
  timer.unref();
}

function answers(address: string): Promise<boolean> {
  const [host, port] = address.split(/:(?=\d+$)/);
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? "", port: Number(port) });
    socket.setTimeout(patienceMilliseconds);
    const end = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => {
      end(true);
    });
    // A busy engine may be slow to accept; only a refusal says that it is gone.
    socket.once("timeout", () => {
      end(true);
    });
    socket.once("error", () => {
      end(false);
    });
  });
}
