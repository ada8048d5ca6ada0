import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./cli-cache";
import { runChild } from "./child";
import { writeLaunchers } from "./launchers";

const buildTimeout = 20 * 60_000;
const progressEvery = 15_000;

/**
 * Builds the Pulumi CLI from its Go modules into `<folder>/bin`, with our Node language host beside it. Takes about
 * 90 s and 1 GB of memory on two cores. A plain `go install …@version` is refused because of the `replace` lines in
 * Pulumi's go.mod, hence the module in `engine/build`.
 * @throws Error with the last lines of the Go tool when it is missing or fails
 */
export async function buildCli(
  folder: string,
  version: string,
  log: (line: string) => void,
): Promise<void> {
  const go = await runChild("go", ["version"]);
  if (go.code !== 0) throw new Error("there is no Go toolchain ('go') on PATH");
  log(`Building the Pulumi CLI ${version} from its Go modules; this takes a few minutes, once`);
  const source = join(folder, "source");
  await cp(join(checkout, "engine", "build"), source, { recursive: true });
  await mkdir(join(folder, "bin"), { recursive: true });
  const started = Date.now();
  const timer = setInterval(() => {
    log(`  still building, ${Math.round((Date.now() - started) / 1000)} s`);
  }, progressEvery);
  try {
    const built = await runChild("go", goArguments(join(folder, "bin", "pulumi"), version), {
      cwd: source,
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
      timeout: buildTimeout,
    });
    if (built.code !== 0) throw new Error(`go build failed: ${lastLines(built.output)}`);
  } finally {
    clearInterval(timer);
  }
  await rm(source, { recursive: true, force: true });
  await writeLaunchers(join(folder, "bin"));
}

function goArguments(target: string, version: string): string[] {
  // Without the version the CLI takes itself for a development build and skips its plugin checks.
  const setVersion = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  return [
    ...["build", "-tags", "osusergo,grpcnotrace", "-trimpath", "-ldflags", `-w -s ${setVersion}`],
    ...["-o", target, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
  ];
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-4).join(" | ");
}
