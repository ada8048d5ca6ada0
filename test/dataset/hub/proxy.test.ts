import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect } from "chai";
import { fetchRows } from "../../../dataset/hub/fetch-rows";
import { dataset, impatient, startRailway, type RailwayHub } from "./railway";

describe("fetchRows behind a proxy", () => {
  const names = ["HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"] as const;
  const before = { ...process.env };
  const asked: string[] = [];
  let hub: RailwayHub;
  let proxy: Server;
  beforeEach(async () => {
    hub = await startRailway();
    const { port } = new URL(hub.url);
    proxy = createServer();
    // the way out of a network where only the proxy can resolve names
    proxy.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      const on = connect(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        on.pipe(socket).pipe(on);
      });
      on.on("error", () => socket.destroy());
      socket.on("error", () => on.destroy());
    });
    proxy.on("request", (request, response) => {
      asked.push(new URL(request.url ?? "").host);
      const { pathname, search } = new URL(request.url ?? "");
      const headers = request.headers as Record<string, string>;
      void fetch(`${hub.url}${pathname}${search}`, { headers, redirect: "manual" }).then(
        async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(Buffer.from(await answer.arrayBuffer()));
        },
      );
    });
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
    for (const name of names) Reflect.deleteProperty(process.env, name);
    process.env.HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    for (const name of names) {
      Reflect.deleteProperty(process.env, name);
      if (before[name] !== undefined) process.env[name] = before[name];
    }
    proxy.close();
    proxy.closeAllConnections();
    await hub.stop();
  });

  const fetching = (endpoint: string): Promise<{ rows: number }> =>
    fetchRows(
      { dataset, split: "train_sft", rows: { percent: 1 }, cacheFolder: hub.cache, endpoint },
      impatient,
    );

  it("asks it for the hub, not for this machine", async () => {
    expect((await fetching("http://hub.example")).rows).to.equal(4);
    expect(asked.some((host) => host.startsWith("hub.example"))).to.equal(true);
    expect(asked.filter((host) => host.startsWith("127.0.0.1"))).to.deep.equal([]);
  });

  it("goes around it where NO_PROXY says so", async () => {
    asked.length = 0;
    process.env.NO_PROXY = "hub.invalid";
    const error = await fetching("http://hub.invalid").catch((failure: unknown) => failure);
    expect((error as Error).message).to.match(
      /cannot fetch from 'hub.invalid' \((ENOTFOUND|EAI_AGAIN)\)/,
    );
    expect(asked).to.deep.equal([]);
  });
});
