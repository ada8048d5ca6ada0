import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { v5 as uuid } from "uuid";
import { roles, type RoleName } from "../catalog/roles";
import type { Caller } from "./caller";

export interface WorkspaceIdentityArgs {
  /** Resource group that holds the identity. Changing it replaces the identity. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** Azure region. Changing it replaces the identity. */
  readonly location: string;
  /** Name of the identity. Changing it replaces the identity. */
  readonly identityName: string;
  readonly subscriptionId: string;
  readonly tags: Record<string, string>;
  /** Where each role is granted, as a resource ID. Changing one replaces that grant. */
  readonly scopes: Partial<Record<RoleName, pulumi.Input<string>>>;
  /** Keyless: the storage account that the identity and whoever runs Pulumi write to; undefined: it has a key. */
  readonly keyless?:
    { readonly storageAccountId: pulumi.Input<string>; readonly caller: Caller } | undefined;
}

/** Namespace of the UUIDs that name role assignments; made once for this project. */
const assignmentNamespace = "5a1c2f0e-9a3c-4a0b-8a55-0c6c5b6f4b1d";

/** User-assigned identity with the roles that training and serving need. */
export class WorkspaceIdentity extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: WorkspaceIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-finetune:index:WorkspaceIdentity", name, {}, opts);
    const { resourceGroupName, location, tags, scopes } = args;
    const parent = { parent: this };
    const identity = new managedidentity.UserAssignedIdentity(
      name,
      { resourceGroupName, location, tags, resourceName: args.identityName },
      // Cluster and endpoint can be neither changed nor deleted without the identity they have: the old one goes last.
      { ...parent, deleteBeforeReplace: false },
    );
    // Without the type azure-native sends User, and Azure looks in vain for a user that young (PrincipalNotFound).
    const principal = { principalId: identity.principalId, principalType: "ServicePrincipal" };
    for (const [role, scope] of Object.entries(scopes) as [RoleName, pulumi.Input<string>][]) {
      grant(`${name}-${slug(role)}`, role, scope, principal, args, parent);
    }
    if (args.keyless) {
      const role = "Storage Blob Data Contributor";
      const { storageAccountId, caller } = args.keyless;
      grant(`${name}-${slug(role)}`, role, storageAccountId, principal, args, parent);
      grant(`${name}-caller`, role, storageAccountId, caller, args, parent);
    }

    // Who needs the roles too says `dependsOn: [workspaceIdentity]`. A value made from the grants would replace its consumers.
    this.id = identity.id;
    this.principalId = identity.principalId;
    this.registerOutputs({ id: this.id, principalId: this.principalId });
  }
}

interface Principal {
  readonly principalId: pulumi.Input<string>;
  readonly principalType: pulumi.Input<string>;
}

function grant(
  name: string,
  role: RoleName,
  scope: pulumi.Input<string>,
  principal: Principal,
  { subscriptionId, identityName }: WorkspaceIdentityArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const definitions = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
  new authorization.RoleAssignment(
    name,
    {
      scope,
      principalId: principal.principalId,
      principalType: principal.principalType,
      roleDefinitionId: `${definitions}/${roles[role].id}`,
      roleAssignmentName: uuid(`${subscriptionId}/${identityName}/${name}`, assignmentNamespace),
    },
    // The name stays: azure-native refuses to create the successor beside it (`up --replace`).
    { ...opts, deleteBeforeReplace: true },
  );
}

function slug(role: RoleName): string {
  return role.toLowerCase().replaceAll(" ", "-");
}
