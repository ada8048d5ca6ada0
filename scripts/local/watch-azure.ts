import { isAlive } from "../../engine/stack-lock";

/**
 * Waits for `run`, and says once when local Azure's process has ended meanwhile: its clients try again for minutes, and
 * azure-native does so without a word.
 */
export async function watchAzure<T>(
  pid: number,
  run: Promise<T>,
  onEnd: () => void,
  everyMilliseconds = 1000,
): Promise<T> {
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    onEnd();
  }, everyMilliseconds);
  try {
    return await run;
  } finally {
    clearInterval(timer);
  }
}
