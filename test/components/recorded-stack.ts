import * as pulumi from "@pulumi/pulumi";

/** A registration as the engine would see it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const defaults = {
  "azure-native:location": "eastus",
  "azure-native:subscriptionId": "00000000-0000-4000-8000-000000000001",
};

/** Runs the program against mocks. The IDs of the mocks are `<name>-id`; dynamic resources have no outputs but theirs. */
export async function recordStack(
  config: Readonly<Record<string, unknown>> = {},
): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        const { resourceName, workspaceName, computeName, endpointName, resourceGroupName } =
          inputs as Record<string, string>;
        const own =
          resourceName ?? computeName ?? endpointName ?? workspaceName ?? resourceGroupName;
        return { id: `${name}-id`, state: { ...inputs, name: own } as Record<string, unknown> };
      },
      call: ({ token }) =>
        token.endsWith("getClientToken")
          ? { token: `x.${Buffer.from("{}").toString("base64url")}.x` }
          : { tenantId: "tenant", objectId: "caller-id" },
    },
    "azure-finetune",
    "test",
  );
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries({ ...defaults, ...config }).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
  const program = require.resolve("../../index");
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the program runs anew for each config
  delete require.cache[program];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- index.ts is a program: requiring it runs it
  require(program);
  await pulumi.runtime.disconnect();
  return registered;
}
