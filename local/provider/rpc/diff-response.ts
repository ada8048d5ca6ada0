import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Diffed } from "../resource/diff";

const { Kind } = PropertyDiff;
const kinds = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
} as const;

export function diffResponse({ differences, deleteBeforeReplace }: Diffed): DiffResponse {
  const response = new DiffResponse();
  if (differences.length === 0) {
    response.setChanges(DiffResponse.DiffChanges.DIFF_NONE);
    return response;
  }
  response.setChanges(DiffResponse.DiffChanges.DIFF_SOME);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(deleteBeforeReplace);
  for (const { key, property, change, replaces } of differences) {
    const detail = new PropertyDiff();
    detail.setKind(kinds[change][replaces ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(key, detail);
    response.addDiffs(property);
    if (replaces) response.addReplaces(key);
  }
  return response;
}
