import { expect } from "chai";

import { input, problemsOf, subscriptionId } from "./input";

describe("wrong config of azure-native", () => {
  const places: readonly [
    kind: string,
    config: Record<string, string>,
    env: object,
    line: string,
  ][] = [
    [
      "no region",
      { "azure-native:location": " " },
      { ARM_SUBSCRIPTION_ID: subscriptionId },
      "azure-native:location is missing; run 'pulumi config set azure-native:location eastus'; 'az account list-locations -o table' lists the regions",
    ],
    [
      "a region that cannot be one",
      { "azure-native:location": "east/us" },
      { ARM_SUBSCRIPTION_ID: subscriptionId },
      "azure-native:location 'east/us' is not a region; run 'pulumi config set azure-native:location eastus'; 'az account list-locations -o table' lists the regions",
    ],
    [
      "no subscription",
      {},
      {},
      "azure-native:subscriptionId is missing; set ARM_SUBSCRIPTION_ID or run 'pulumi config set azure-native:subscriptionId <id>'; 'az account show --query id' prints it",
    ],
    [
      "a subscription's name for its id",
      {},
      { ARM_SUBSCRIPTION_ID: "Pay-As-You-Go" },
      "ARM_SUBSCRIPTION_ID 'Pay-As-You-Go' is not a subscription id; set ARM_SUBSCRIPTION_ID or run 'pulumi config set azure-native:subscriptionId <id>'; 'az account show --query id' prints it",
    ],
    [
      "a secret",
      { "azure-native:clientSecret": "hunter2" },
      { ARM_SUBSCRIPTION_ID: subscriptionId },
      "azure-native:clientSecret is a secret in the config, which handlers and scripts do not see; set ARM_CLIENT_SECRET and run 'pulumi config rm azure-native:clientSecret'",
    ],
    [
      "a flag that azure-native would take for no",
      { "azure-native:useOidc": "True" },
      { ARM_SUBSCRIPTION_ID: subscriptionId },
      "azure-native:useOidc 'True' is not a yes or no; give true or false",
    ],
    [
      "a misspelt key of azure-native",
      { "azure-native:metadataHots": "localhost" },
      { ARM_SUBSCRIPTION_ID: subscriptionId },
      "azure-native:metadataHots is not a known key; the nearest known key is 'azure-native:metadataHost'",
    ],
  ];
  for (const [kind, config, env, line] of places) {
    it(`is refused: ${kind}`, () => {
      const asked = input();
      const found = problemsOf({
        ...asked,
        env: { ...env },
        config: { ...asked.config, ...config },
      });
      expect(found).to.deep.equal([line]);
    });
  }

  it("names the variable for every secret, and no secret's value", () => {
    const secrets = {
      clientSecret: "ARM_CLIENT_SECRET",
      clientCertificatePassword: "ARM_CLIENT_CERTIFICATE_PASSWORD",
      oidcToken: "ARM_OIDC_TOKEN",
      oidcRequestToken: "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    };
    for (const [key, variable] of Object.entries(secrets)) {
      const asked = input();
      const config = { ...asked.config, [`azure-native:${key}`]: "hunter2" };
      const [line] = problemsOf({ ...asked, config });
      expect(line).to.include(variable).and.not.include("hunter2");
    }
  });
});
