/** Names of the tags that say whose an object is. */
export const ownerTag = {
  project: "azure-finetune-project",
  stack: "azure-finetune-stack",
  /** Name of the resource in the program. */
  resource: "azure-finetune-resource",
} as const;
