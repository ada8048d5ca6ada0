import { z } from "zod";
import type { Cloud } from "../cloud";
import type { AzureError } from "../http/azure-error";
import { identitySchema } from "./managed-identity";
import type { Resource } from "./resources";

/** Fields that a body of a tracked resource has beside those of its type. */
export const trackedFields = {
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).nullish(),
  identity: identitySchema.nullish(),
};

/** What a PUT or PATCH is about. */
export interface Change {
  readonly cloud: Cloud;
  readonly id: string;
  readonly name: string;
  readonly location: string;
  /** The `api-version` of the request. */
  readonly version: string;
  /** The resource as it was; undefined when it is made. */
  readonly before: Resource | undefined;
}

/** Fields of a resource that its type decides; id, name, type, location, tags and identity are filled in for it. */
export interface Built {
  readonly properties: Record<string, unknown>;
  readonly [more: string]: unknown;
}

/**
 * A type of ARM resources directly below a resource group, as a table row; `resourceRoutes` makes its PUT, GET, PATCH,
 * DELETE and lists.
 */
export interface ResourceType<S extends z.ZodType<{ location?: string | undefined }>> {
  /** For example `Microsoft.Storage/storageAccounts`. */
  readonly type: string;
  readonly versions: readonly string[];
  /** The body of a PUT. Fields that it does not name are dropped, as Azure does. */
  readonly schema: S;
  readonly name: RegExp;
  readonly badName: (name: string) => AzureError;
  /** Code of a 400 for a wrong body. */
  readonly badBody?: string;
  /** Refuses what Azure refuses, and makes the resource without waiting for anything. (A method: rows of different bodies go into one table.) */
  build(body: z.infer<S>, change: Change): Built;
  readonly put: {
    /** Emulated seconds of a creation; absent: done at once. */
    readonly seconds?: number;
    /** `provisioningState` while it is made. */
    readonly state?: string;
    /** How the service answers a creation: status, headers, whether the body comes along. */
    readonly status: 200 | 201 | 202;
    readonly style?: "both" | "location" | "async" | "body";
    readonly withBody?: boolean;
    /** Query names of PUT and PATCH. */
    readonly query?: readonly string[];
  };
  readonly remove: {
    /** Emulated seconds; absent: done at once, answered with 200 and no body. */
    readonly seconds?: number;
    readonly style?: "both" | "location" | "async";
    readonly query?: readonly string[];
    /** Refuses, or notes how it is to be deleted, before anything happens. */
    readonly before?: (resource: Resource, cloud: Cloud, query: URLSearchParams) => void;
  };
  /** Runs when a resource is ready, also after an update: meters. Must be repeatable. */
  readonly ready?: (resource: Resource, cloud: Cloud) => void;
  /** Runs when a resource goes, also with its group. */
  readonly gone?: (resource: Resource, cloud: Cloud) => void | Promise<void>;
}
