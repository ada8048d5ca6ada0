import { expect } from "chai";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certify } from "../../../../local/azure/http/certificates";
import { createTransport, type Transport } from "../../../../local/provider/azure/transport";
import { failure } from "../test-provider";

const signal = new AbortController().signal;

describe("transport of the stand-in", () => {
  let folder: string;
  let server: Server;
  let url: string;
  let transport: Transport;
  /** Requests so far, and the one whose connection is cut. */
  let requests = 0;
  let cut = 0;

  before(async () => {
    const [from, until] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000));
    if (!from || !until) throw new Error("no dates");
    const authority = await certify({ name: "Authority", from, until });
    const hosts = ["127.0.0.1"];
    const own = await certify({ name: "server", from, until, issuer: authority, hosts });
    folder = mkdtempSync(join(tmpdir(), "transport-"));
    const file = join(folder, "ca.pem");
    writeFileSync(file, authority.cert);
    server = createServer(own, (request, response) => {
      if (++requests === cut) request.socket.destroy();
      else response.setHeader("x-name", "value").end(`\uFEFF{"method":"${request.method ?? ""}"}`);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    transport = createTransport({ SSL_CERT_FILE: file });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    requests = cut = 0;
  });

  it("trusts what SSL_CERT_FILE names, and nobody else", async () => {
    const response = await transport({ method: "PUT", url, body: "{}" }, signal);
    expect(response.status).to.equal(200);
    expect(response.headers["x-name"]).to.equal("value");
    const strict = createTransport({});
    expect((await failure(strict({ method: "GET", url }, signal))).message).to.match(/certificate/);
  });

  it("asks again when a kept connection was cut, but writes only once", async () => {
    await transport({ method: "GET", url }, signal);
    cut = 2;
    expect((await transport({ method: "GET", url }, signal)).status).to.equal(200);
    expect(requests).to.equal(3);
    cut = 4;
    await failure(transport({ method: "PUT", url, body: "{}" }, signal));
    expect(requests).to.equal(4);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("operation timed out");
    const stopped = failure(transport({ method: "GET", url }, AbortSignal.abort(reason)));
    expect((await stopped).message).to.match(/abort/i);
  });
});
