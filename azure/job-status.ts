/** All statuses of a job (azure-ai-ml, `JobStatus` of 2024-01-01-preview). */
export type JobStatus =
  | "NotStarted"
  | "Starting"
  | "Provisioning"
  | "Preparing"
  | "Queued"
  | "Running"
  | "Finalizing"
  | "CancelRequested"
  | "Completed"
  | "Failed"
  | "Canceled"
  | "NotResponding"
  | "Paused"
  | "Unknown"
  | "Scheduled";

/**
 * Whether nothing more will happen. Not so for NotResponding ("a run can go from NotResponding to any of the previous
 * states") and Paused, though the Python SDK stops looking at both.
 */
export function isEnded(status: JobStatus): boolean {
  return status === "Completed" || status === "Failed" || status === "Canceled";
}
