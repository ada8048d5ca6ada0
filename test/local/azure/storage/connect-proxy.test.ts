import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { expect } from "chai";
import { roles, startBlobServer, type BlobServer } from "./blob-server";

describe("CONNECT proxy", function () {
  this.timeout(30_000);
  let server: BlobServer;
  before(async () => {
    server = await startBlobServer();
    await server.addAccount("proxied");
    await server.cloud.blobs.ensureContainer("proxied", "data-of-job");
    server.grant("reader", roles.reader, "proxied");
  });
  after(async () => {
    await server.stop();
  });

  const tunnel = (path: string): Promise<[IncomingMessage, Socket, Buffer]> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest({ port: server.cloud.config.proxyPort, method: "CONNECT", path });
      sent.once("connect", (answer, socket: Socket, head) => {
        resolve([answer, socket, head]);
      });
      sent.once("error", reject).end();
    });

  it("reaches an account by the host name that a client builds", async () => {
    const host = "proxied.blob.storage.azure.local";
    const [connected, socket] = await tunnel(`${host}:443`);
    expect(connected.statusCode).to.equal(200);
    const authorization = `Bearer ${await server.token("reader")}`;
    const ca = readFileSync(server.cloud.config.tls.caFile);
    const secure = tlsConnect({ socket, servername: host, ca });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({
        host,
        path: "/data-of-job?restype=container&comp=list",
        createConnection: () => secure,
        headers: { authorization, "x-ms-version": "2021-12-02" },
      })
        .once("response", resolve)
        .once("error", reject)
        .end();
    });
    expect(answer.statusCode).to.equal(200);
    expect(Buffer.concat(await answer.toArray()).toString()).to.contain(
      'ContainerName="data-of-job"',
    );
    socket.destroy();
  });

  for (const target of [
    "example.com:443",
    "proxied.blob.storage.azure.local:80",
    "azure.local.example.com:443",
    "evilazure.local:443",
    "127.0.0.1:443",
  ])
    it(`refuses ${target}`, async () => {
      const [answer, socket, head] = await tunnel(target);
      expect(answer.statusCode).to.equal(403);
      const text = head.toString() + Buffer.concat(await socket.toArray()).toString();
      expect(text).to.contain(`not '${target}'`);
    });

  it("takes nothing but CONNECT", async () => {
    const answer = await fetch(server.cloud.config.proxyUrl);
    expect(answer.status).to.equal(405);
  });
});
