export interface ResourceId {
  readonly subscription: string | undefined;
  readonly resourceGroup: string | undefined;
  /** For example `Microsoft.Storage`; `Microsoft.Resources` for groups and subscriptions. */
  readonly namespace: string;
  /** For example `Microsoft.Storage/storageAccounts/blobServices`. */
  readonly type: string;
  /** Names only, joined by `/`. */
  readonly name: string;
}

/** Whether two ids, types or names are the same to ARM. */
export function samePath(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Parts of an ARM id or of a request path. The last `providers` segment decides the type (extension resources). */
export function parseId(path: string): ResourceId {
  const parts = path.split("/").filter((part) => part !== "");
  const valueOf = (name: string): string | undefined =>
    parts.find((_, at) => at > 0 && samePath(parts[at - 1] ?? "", name) && at % 2 === 1);
  const subscription = valueOf("subscriptions");
  const resourceGroup = valueOf("resourceGroups");
  const provider = parts.map((part) => part.toLowerCase()).lastIndexOf("providers");
  const namespace = parts[provider + 1];
  if (provider < 0 || namespace === undefined) {
    const group = resourceGroup !== undefined;
    return {
      subscription,
      resourceGroup,
      namespace: "Microsoft.Resources",
      type: `Microsoft.Resources/subscriptions${group ? "/resourceGroups" : ""}`,
      name: resourceGroup ?? subscription ?? "",
    };
  }
  const rest = parts.slice(provider + 2);
  const types = rest.filter((_, at) => at % 2 === 0);
  const names = rest.filter((_, at) => at % 2 === 1);
  return {
    subscription,
    resourceGroup,
    namespace,
    type: [namespace, ...types].join("/"),
    name: names.join("/"),
  };
}

/** The id without its last type and name; undefined above a subscription. */
export function parentScope(id: string): string | undefined {
  const parts = id.split("/").filter((part) => part !== "");
  if (parts.length <= 2) return undefined;
  const shorter = parts.slice(0, -2);
  // …/providers/Microsoft.X/type/name → …
  return `/${(samePath(shorter.at(-2) ?? "", "providers") ? shorter.slice(0, -2) : shorter).join("/")}`;
}
