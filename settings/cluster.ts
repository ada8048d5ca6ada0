import { z } from "zod";
import { integer, section, text } from "./fields";

export const vmSize = () =>
  text(/^(basic|standard)_\w{1,60}$/i, "a VM size such as 'Standard_NC24ads_A100_v4'");

/** The training cluster. It costs nothing while it has no node. */
export const cluster = section({
  vmSize: vmSize()
    .default("Standard_NC24ads_A100_v4")
    .describe("Size of a training node. Changing it replaces the cluster."),
  minNodes: integer(0, 100)
    .default(0)
    .describe("Nodes that are kept also when nothing runs; each is billed by the hour."),
  maxNodes: integer(1, 100).default(1).describe("Most nodes at a time."),
  idleSeconds: integer(30, 86_400)
    .default(120)
    .describe("Seconds without work until a node is given back."),
  priority: z
    .enum(["dedicated", "lowPriority"])
    .default("dedicated")
    .describe("'lowPriority' is cheaper and may be taken away in the middle of a job."),
});
