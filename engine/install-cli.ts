import { join } from "node:path";
import { checkout } from "./cli-cache";
import { runChild } from "./child";

/** The host that the vendor's installer loads its script and the bundle from. */
const downloadHost = "https://get.pulumi.com/install.sh";
const answerTimeout = 10_000;
const installTimeout = 10 * 60_000;

// Said once and not asked again in this process: a place that blocks the host goes on blocking it.
let refusal: string | undefined;

/**
 * Installs the official bundle of the SDK's version into `<folder>/bin` by the Automation API's own installer. That one has
 * no time-out and cannot be stopped, so it runs as a child process, and only when its host answers at all.
 * @throws Error that says why the download was refused
 */
export async function installCli(
  folder: string,
  version: string,
  log: (line: string) => void,
): Promise<void> {
  if (refusal !== undefined) throw new Error(refusal);
  try {
    await askHost();
    log(`Installing the Pulumi CLI ${version} (about 100 MB), once`);
    await runInstaller(folder);
  } catch (error) {
    refusal = error instanceof Error ? error.message : String(error);
    throw new Error(refusal, { cause: error });
  }
}

async function askHost(): Promise<void> {
  const host = new URL(downloadHost).host;
  try {
    const signal = AbortSignal.timeout(answerTimeout);
    const response = await fetch(downloadHost, { method: "HEAD", signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${host} cannot be reached (${reason})`, { cause: error });
  }
}

async function runInstaller(folder: string): Promise<void> {
  const script = `require("@pulumi/pulumi/automation").PulumiCommand.install({ root: process.argv[1] })
    .catch((error) => { console.error(error.message); process.exit(1); })`;
  const installed = await runChild(process.execPath, ["-e", script, folder], {
    cwd: checkout,
    env: { ...process.env, PULUMI_HOME: join(folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: installTimeout,
  });
  if (installed.code !== 0) {
    throw new Error(
      `the installer failed: ${installed.output.trim().split("\n").slice(-3).join(" | ")}`,
    );
  }
}
