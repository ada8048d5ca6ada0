import { connect, type Azure } from "../azure/client";
import type { Login } from "../azure/login";
import { loginFlags, loginTexts } from "../catalog/login-keys";
import type { Owner, Waits } from "./common-inputs";
import type { Properties } from "./state";

/** What a handler works with. */
export interface Context {
  /** Name of the resource in the program, for messages. */
  readonly name: string;
  readonly owner: Owner;
  /** Whose it was at the last operation. */
  readonly formerOwner: Owner | undefined;
  readonly waits: Waits;
  /** One line for the user; shown in preview, too. */
  readonly log: (line: string) => void;
  /** Signs in at the first call. */
  readonly azure: () => Promise<Azure>;
}

/** Values of the stack's config, as the provider process gets them. */
export interface Config {
  get(key: string): string | undefined;
}

let login: Login = {};

/** Takes the non-secret `azure-native:*` values, so that handlers sign in as azure-native does. Synchronous: see the trampoline. */
export function configure(config: Config): void {
  const read = (key: string) => config.get(`azure-native:${key}`);
  login = {
    ...Object.fromEntries(
      ["subscriptionId", ...loginTexts].flatMap((key) => {
        const value = read(key);
        return value ? [[key, value] as const] : [];
      }),
    ),
    ...Object.fromEntries(
      loginFlags.filter((key) => read(key) === "true").map((key) => [key, true] as const),
    ),
  };
}

/** The context of one call, from the resource's own inputs or state; with `olds`, what it was before. */
export function createContext(properties: Properties, olds?: Properties): Context {
  const owner = properties.owner as Owner;
  const waits = properties.waits as Waits;
  const log = (line: string) => {
    console.log(`${owner.resource}: ${line}`);
  };
  return {
    name: owner.resource,
    owner,
    formerOwner: olds?.owner as Owner | undefined,
    waits,
    log,
    azure: () =>
      connect(login, {
        log,
        waits: { intervalSeconds: waits.pollSeconds, deadlineSeconds: waits.operationMinutes * 60 },
      }),
  };
}
