import { json } from "../http/response";
import type { Route } from "../http/route";

/** Where the services of a workspace's region are; asked for without a token. All of them are this server. */
export const discoveryRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/discovery",
    audience: "none",
    query: ["*"],
    handle: (_, { config: { url } }) => {
      const names = [
        "api",
        "history",
        "experimentation",
        "catalog",
        "gallery",
        "modelmanagement",
        "mlflow",
      ];
      return json(200, Object.fromEntries(names.map((name) => [name, url])));
    },
  },
];
