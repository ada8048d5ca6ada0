import { spawn } from "node:child_process";

/** What a finished child process left. `output` is stdout and stderr together, in the order of their arrival. */
export interface ChildResult {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the child and everything it started are killed. */
  readonly timeout?: number;
}

/**
 * Runs a command to its end with captured output; never throws for an exit code. The child leads a process group of its
 * own, so that a time-out ends its children too. A command that does not exist gives code 127, a time-out 124.
 */
export function runChild(
  command: string,
  args: readonly string[],
  { cwd, env, timeout }: ChildOptions = {},
): Promise<ChildResult> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      ...{ cwd, env, detached: true },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    let timedOut = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    const kill = () => {
      killGroup(child.pid);
    };
    const timer = after(timeout, () => {
      timedOut = true;
      kill();
    });
    const release = endWithUs(kill);
    const finish = (code: number, note = "") => {
      clearTimeout(timer);
      release();
      done({ code, stdout, output: output + note });
    };
    child.on("error", (error) => {
      finish(127, error.message);
    });
    child.on("close", (code) => {
      finish(timedOut ? 124 : (code ?? 1), timedOut ? "\nstopped: it took too long" : "");
    });
  });
}

function after(ms: number | undefined, act: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(act, ms);
}

// A child in a group of its own gets no Ctrl-C from the terminal: hand it on, then end as if nobody had listened.
function endWithUs(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: NodeJS.Signals) => {
    stop();
    release();
    process.kill(process.pid, signal);
  };
  const release = () => {
    signals.forEach((signal) => process.removeListener(signal, onSignal));
  };
  signals.forEach((signal) => process.on(signal, onSignal));
  return release;
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the group has ended in the meantime
  }
}
