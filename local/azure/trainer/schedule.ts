/** Names of the component's `lr_scheduler_type`. */
export type Scheduler =
  "linear" | "cosine" | "cosine_with_restarts" | "polynomial" | "constant" | "constant_with_warmup";

/** Share of the full learning rate at a step (0-based) of `total`, after `warmup` rising steps. */
export function rateAt(scheduler: Scheduler, step: number, total: number, warmup: number): number {
  if (scheduler !== "constant" && step < warmup) return step / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
  switch (scheduler) {
    case "constant":
    case "constant_with_warmup":
      return 1;
    case "linear":
    case "polynomial":
      return 1 - progress;
    case "cosine":
    case "cosine_with_restarts":
      return 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
