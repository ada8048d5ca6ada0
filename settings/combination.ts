import type { Config } from "./config";

/** Whether the config itself, not a preset or a default, names a key. */
export type Asked = (path: string) => boolean;

/** Values that are right each but not together. */
export interface Combination {
  /** The keys that it is about; the first one is named in the message. */
  readonly paths: readonly [string, ...string[]];
  /** The rest of the line, or undefined when all is well. */
  readonly check: (config: Config, asked: Asked) => string | undefined;
}
