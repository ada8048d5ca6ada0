import type { Method, Part, Route } from "../http/route";
import { startConnectProxy } from "./connect-proxy";
import { blobFront } from "./front";

const methods: readonly Method[] = ["GET", "HEAD", "PUT", "POST", "DELETE"];
const accountName = /^[a-z0-9]{3,24}$/;

/** The blob service has every path that begins with an account and that no other part has. */
const blobRoutes = methods.flatMap((method): Route[] =>
  ["/{account}", "/{account}/{path+}"].map((path) => ({
    method,
    path,
    audience: "none",
    query: ["*"],
    when: ({ account = "" }) => accountName.test(account),
    handle: blobFront,
  })),
);

export const storagePart: Part = {
  routes: blobRoutes,
  register({ resources, blobs }) {
    resources.onDelete("Microsoft.Storage/storageAccounts", async ({ name }) => {
      await blobs.dropAccount(name);
    });
  },
  async start({ blobs, config }) {
    const [stopProxy] = await Promise.all([
      startConnectProxy({
        port: config.proxyPort,
        targetPort: config.port,
        suffixes: ["azure.local"],
      }),
      blobs.start(),
    ]);
    return async () => {
      await stopProxy();
      await blobs.stop();
    };
  },
};
