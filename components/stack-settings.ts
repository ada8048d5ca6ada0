import * as pulumi from "@pulumi/pulumi";
import { ownerTag } from "../catalog/owner-tag";
import { SettingsError } from "../settings/problem";
import { readSettings } from "../settings/read";
import type { Settings } from "../settings/settings";

/**
 * The stack's settings, with the owner's tags among its tags.
 * @throws pulumi.RunError that lists all problems; Pulumi prints it without a stack
 */
export function stackSettings(): Settings {
  try {
    const settings = readSettings({
      config: pulumi.runtime.allConfig(),
      env: process.env,
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      today: new Date(),
    });
    const { project, stack } = settings.owner;
    return {
      ...settings,
      tags: { ...settings.tags, [ownerTag.project]: project, [ownerTag.stack]: stack },
    };
  } catch (error) {
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
