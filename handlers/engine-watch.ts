import { connect } from "node:net";

const intervalMs = 5_000;

/**
 * Ends this provider process when its engine is gone. After kill -9 of the engine nobody ends it: it would go on
 * polling Azure, and every log line would fail with EPIPE at full speed (pulumi/pulumi sdk/nodejs/cmd/dynamic-provider).
 * Outside a provider process (tests) it does nothing.
 */
export function endWithEngine(address = process.argv[2]): void {
  if (process.env.PULUMI_NODEJS_PROJECT === undefined) return;
  const [host, port] = address?.split(":") ?? [];
  if (host === undefined || !/^\d+$/.test(port ?? "")) return;
  const end = () => process.exit(1);
  process.stdout.on("error", end);
  process.stderr.on("error", end);
  setInterval(() => {
    const probe = connect({ host, port: Number(port) });
    probe.on("connect", () => probe.destroy()).on("error", end);
  }, intervalMs).unref();
}
