import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { endWithEngine } from "../../../local/provider/lifetime";
import { call } from "./test-provider";

const executable = resolve("local/provider/bin/pulumi-resource-azure-native");

describe("the stand-in's process", () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  });
  afterEach(() => {
    child?.kill();
    rmSync(folder, { recursive: true });
  });

  it("starts from anywhere, through a link, and prints its port", async () => {
    const link = join(folder, "pulumi-resource-azure-native");
    symlinkSync(executable, link);
    const path = `${dirname(process.execPath)}:${process.env.PATH ?? ""}`;
    child = spawn(link, [], {
      cwd: folder,
      env: { PATH: path },
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (!child.stdout) throw new Error("no output");
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    expect(line.toString()).to.match(/^\d+\n$/);
    const address = `127.0.0.1:${line.toString().trim()}`;
    const client = new ResourceProviderClient(address, credentials.createInsecure());
    const info = await call<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    expect(info.getVersion()).to.equal("3.28.0");
    client.close();
  });

  it("ends when its engine's address refuses, not before", async () => {
    const engine = createServer((socket) => socket.on("error", () => socket.destroy()));
    engine.listen(0, "127.0.0.1");
    await once(engine, "listening");
    const { port } = engine.address() as AddressInfo;
    let connections = 0;
    engine.on("connection", () => connections++);
    const ended = new Promise<void>((exit) => {
      endWithEngine(`127.0.0.1:${port}`, exit, 5);
    });
    while (connections < 5) await new Promise((next) => setTimeout(next, 5));
    const early = await Promise.race([ended.then(() => true), Promise.resolve(false)]);
    expect(early).to.equal(false);
    engine.close();
    // The watch does not keep a process alive by itself.
    const alive = setInterval(() => undefined, 5);
    await ended;
    clearInterval(alive);
  });
});
