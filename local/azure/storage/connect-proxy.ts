import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

interface ConnectProxyOptions {
  readonly port: number;
  /** Where tunnels end: local Azure's HTTPS server on 127.0.0.1. */
  readonly targetPort: number;
  /** Host suffixes that are ours, without a leading dot; every other host is refused. */
  readonly suffixes: readonly string[];
}

/**
 * A proxy on loopback for clients that build host names themselves. It knows CONNECT to our own hosts at port 443 and
 * nothing else, so it cannot reach anything outside. The result ends it.
 */
export async function startConnectProxy(
  options: ConnectProxyOptions,
): Promise<() => Promise<void>> {
  const open = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  };
  const server = createServer((request, response) => {
    response.writeHead(405, { "content-type": "text/plain", allow: "CONNECT" });
    response.end(`This proxy takes CONNECT only, not '${request.method ?? ""}'.\n`);
  });
  server.on("connect", (request, client: Duplex, head) => {
    keep(client);
    client.on("error", () => client.destroy());
    const refusal = refuse(request, options.suffixes);
    if (refusal !== undefined) {
      client.end(forbidden(refusal));
      return;
    }
    keep(tunnel(client, head, options.targetPort));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
    });
}

function tunnel(client: Duplex, head: Buffer, port: number): Duplex {
  const server = connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on("error", () => client.destroy());
  client.once("close", () => server.destroy());
  return server;
}

function forbidden(text: string): string {
  const head = ["HTTP/1.1 403 Forbidden", "Content-Type: text/plain", "Connection: close"];
  return [...head, `Content-Length: ${Buffer.byteLength(text)}`, "", text].join("\r\n");
}

function refuse({ url = "" }: IncomingMessage, suffixes: readonly string[]): string | undefined {
  const [, host = "", port] = /^([a-z0-9.-]+):(\d+)$/i.exec(url) ?? [];
  const ours = suffixes.some((suffix) => host.toLowerCase().endsWith(`.${suffix}`));
  if (ours && port === "443") return undefined;
  return `Local Azure's proxy reaches ${suffixes.map((suffix) => `*.${suffix}:443`).join(", ")} only, not '${url}'.\n`;
}
