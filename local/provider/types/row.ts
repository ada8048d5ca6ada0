/** How a missing name is made: logical name + 8 hex digits, a seeded GUID, or the logical name. */
export type AutoName = "random" | "uuid" | "copy";

/** What a string has to satisfy before it is sent; lengths count characters. */
export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}

/**
 * One resource type of azure-native: everything about it that is not in the package's typings
 * (those are in shapes.json, made by generate.ts).
 */
export interface TypeRow {
  /** Module and class, for example `storage:StorageAccount`. */
  readonly token: string;
  readonly apiVersion: string;
  /** ARM path; `{name}` is escaped, `{+name}` is inserted as it is without outer slashes. */
  readonly path: string;
  readonly autoName: AutoName;
  /** Top-level inputs that force a replacement, besides the path parameters. */
  readonly forceNew?: readonly string[];
  /** Operations that the specification marks as long-running. */
  readonly longRunning?: { readonly put?: true; readonly delete?: true };
  /** A missing location is left out instead of refused. */
  readonly locationOptional?: true;
  /** Top-level inputs and outputs live under `properties` on the wire, except the usual envelope. */
  readonly flattened?: true | "inputs";
  /** Names that stay in the envelope, or leave it, besides the usual ones (flattened types only). */
  readonly envelope?: { readonly add?: readonly string[]; readonly remove?: readonly string[] };
  /** Wire path (segments separated by `/`) of SDK names, by type without Args/Response; "" is the resource. */
  readonly wire?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Containers that the body always has, even when empty. */
  readonly containers?: readonly string[];
  /** Rules for path parameters. */
  readonly text?: Readonly<Record<string, TextRule>>;
  /** Arrays whose items are matched by a key in Diff, so that their order does not matter. */
  readonly keyed?: Readonly<Record<string, string>>;
  /** Arrays that are resources of their own elsewhere: what Azure has is kept when the input is unset. */
  readonly maintained?: readonly (readonly string[])[];
  /** Values that are sent when an input is taken away. */
  readonly reset?: Readonly<Record<string, unknown>>;
}

/** A POST that answers with values, by path below the resource of `row`. */
export interface ListFunction {
  /** Module and function, for example `storage:listStorageAccountKeys`. */
  readonly token: string;
  readonly of: string;
  readonly action: string;
  /** Arguments that go into the query, with their name there. */
  readonly query?: Readonly<Record<string, string>>;
}
