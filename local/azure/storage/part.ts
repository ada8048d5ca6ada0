import type { Method, Part, Route } from "../http/route";
import { startConnectProxy } from "./connect-proxy";
import { blobFront } from "./front";

const methods: readonly Method[] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/**
 * The blob service has every path that no other part has: `/ACCOUNT/…`, or any path when the host names the account.
 * The front itself answers 501 for what does not look like a request to it.
 */
const blobRoutes = methods.flatMap((method): Route[] =>
  ["/", "/{account}", "/{account}/{path+}"].map((path) => ({
    method,
    path,
    audience: "none",
    query: ["*"],
    seesExpired: true,
    handle: blobFront,
  })),
);

export const storagePart: Part = {
  routes: blobRoutes,
  async start({ blobs, config }) {
    const stopProxy = await startConnectProxy({
      port: config.proxyPort,
      targetPort: config.port,
      suffixes: ["azure.local"],
    });
    await blobs.start();
    return async () => {
      await stopProxy();
      await blobs.stop();
    };
  },
};
