/** Whose resource it is; written as tags where the type has tags, and in no hash. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  /** Name of the resource in the program. */
  readonly resource: string;
}

/** How often to look and how long to wait; a change of these is no change of the resource. */
export interface Waits {
  /** Seconds between two looks at a job. */
  readonly pollSeconds: number;
  /** Minutes until an operation of Azure (a deployment, a deletion) counts as hanging. */
  readonly operationMinutes: number;
  /** Minutes until a training job counts as hanging, queueing included. */
  readonly trainingMinutes: number;
}

/** Inputs that every dynamic resource has; its class sets them. */
export interface Common {
  readonly kind: string;
  readonly owner: Owner;
  readonly waits: Waits;
}
