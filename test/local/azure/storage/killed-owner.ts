import { startBlobServer } from "./blob-server";

/** Writes one blob into the state folder of the first argument, says so, and waits to be killed. */
async function main(): Promise<void> {
  const server = await startBlobServer(process.argv[2]);
  await server.addAccount("killed");
  await server.cloud.blobs.put("killed", "data", "b", "written");
  process.stdout.write("written\n");
}

void main();
