import { loginFlags, loginTexts } from "../catalog/login-keys";
import { nearestKey } from "./nearest";
import { quote, type Problem } from "./problem";

/** How to sign in, as far as the config of azure-native says; none of it is secret. */
export type Login = Readonly<
  Partial<
    Record<(typeof loginTexts)[number], string> & Record<(typeof loginFlags)[number], boolean>
  >
>;

/** What the config and the environment say about the place where everything is created. */
export interface AzurePlace {
  /** Region in Azure's short form, for example `eastus`; empty when there is a problem. */
  readonly location: string;
  /** In lower case; empty when there is a problem. */
  readonly subscriptionId: string;
  readonly login: Login;
  readonly problems: readonly Problem[];
}

const namespace = "azure-native:";
const otherKeys = [
  "location",
  "subscriptionId",
  "auxiliaryTenantIds",
  "partnerId",
  "disablePulumiPartnerId",
  "skipReadOnUpdate",
];

/** Secrets in the config reach azure-native but no handler: half a stack. The variable reaches both. */
const secretKeys: Readonly<Record<string, string>> = {
  clientSecret: "ARM_CLIENT_SECRET",
  clientCertificatePassword: "ARM_CLIENT_CERTIFICATE_PASSWORD",
  oidcToken: "ARM_OIDC_TOKEN",
  oidcRequestToken: "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
};

type Texts = Readonly<Record<string, string | undefined>>;

/** Reads the keys of `azure-native:*`; names as in azure-native 3.28, `config/vars.d.ts`. */
export function readAzurePlace(config: Texts, env: Texts): AzurePlace {
  const values = new Map(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(namespace) && value !== undefined
        ? [[key.slice(namespace.length), value] as const]
        : [],
    ),
  );
  const location = readLocation(values.get("location"));
  const subscription = readSubscription(values.get("subscriptionId"), env.ARM_SUBSCRIPTION_ID);
  return {
    location: typeof location === "string" ? location : "",
    subscriptionId: typeof subscription === "string" ? subscription : "",
    login: readLogin(values),
    problems: [location, subscription, ...keyProblems(values)].filter(
      (found) => typeof found !== "string",
    ),
  };
}

function readLocation(asked: string | undefined): string | Problem {
  const path = `${namespace}location`;
  const help = `run 'pulumi config set ${path} eastus'; 'az account list-locations -o table' lists the regions`;
  if (!asked?.trim()) return { path, line: `${path} is missing; ${help}` };
  // Azure takes 'East US' and answers 'eastus'.
  const location = asked.toLowerCase().replaceAll(" ", "");
  return /^[a-z]+\d?[a-z]*$/.test(location)
    ? location
    : { path, line: `${path} ${quote(asked)} is not a region; ${help}` };
}

function readSubscription(asked: string | undefined, variable: string | undefined) {
  const path = `${namespace}subscriptionId`;
  const id = asked?.trim() ? asked : variable;
  const help = `set ARM_SUBSCRIPTION_ID or run 'pulumi config set ${path} <id>'; 'az account show --query id' prints it`;
  if (!id?.trim()) return { path, line: `${path} is missing; ${help}` };
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)
    ? id.toLowerCase()
    : {
        path,
        line: `${asked?.trim() ? path : "ARM_SUBSCRIPTION_ID"} ${quote(id)} is not a subscription id; ${help}`,
      };
}

function readLogin(values: ReadonlyMap<string, string>): Login {
  const texts = loginTexts.filter((key) => values.get(key)).map((key) => [key, values.get(key)]);
  const flags = loginFlags.filter((key) => values.get(key) === "true").map((key) => [key, true]);
  return Object.fromEntries([...texts, ...flags]) as Login;
}

function keyProblems(values: ReadonlyMap<string, string>): readonly Problem[] {
  const known = [...loginTexts, ...loginFlags, ...otherKeys];
  return [...values].flatMap(([key, value]) => {
    const path = `${namespace}${key}`;
    const problem = (line: string) => [{ path, line: `${path} ${line}` }];
    const variable = Object.hasOwn(secretKeys, key) ? secretKeys[key] : undefined;
    if (variable) {
      return problem(
        `is a secret in the config, which handlers and scripts do not see; set ${variable} and run 'pulumi config rm ${path}'`,
      );
    }
    // Only the exact text true counts for azure-native: 'True' would silently mean no.
    if (loginFlags.some((flag) => flag === key) && !["true", "false"].includes(value)) {
      return problem(`${quote(value)} is not a yes or no; give true or false`);
    }
    if (known.includes(key)) return [];
    // A newer azure-native may know it: only what looks like a slip is a problem.
    const near = nearestKey(key, [...known, ...Object.keys(secretKeys)]);
    return near
      ? problem(`is not a known key; the nearest known key is '${namespace}${near}'`)
      : [];
  });
}
