import { z } from "zod";
import { vmSize } from "./cluster";
import { flag, integer, section, text } from "./fields";

/**
 * The online endpoint and what is deployed on it. It is billed while it exists. Limits:
 * https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
 */
export const serving = section({
  enabled: flag()
    .default(true)
    .describe("false deletes deployment and endpoint and keeps the model."),
  instanceType: vmSize()
    .default("Standard_NC6s_v3")
    .describe("VM size that serves. Changing it rolls out a new deployment."),
  instanceCount: integer(1, 50)
    .default(1)
    .describe("Instances; each is billed by the hour. Changed in place."),
  authMode: z
    .enum(["key", "aadToken", "amlToken"])
    .default("key")
    .describe("How callers prove who they are. Changing it replaces the endpoint."),
  requestTimeoutMs: integer(1, 180_000)
    .default(90_000)
    .describe("Milliseconds that a request may take; Azure allows 180000."),
  livenessInitialDelaySeconds: integer(0, 3600)
    .default(600)
    .describe("Seconds from the start of an instance to its first liveness probe."),
  maxConcurrentRequestsPerInstance: integer(1, 1000)
    .default(1)
    .describe("Requests that one instance takes at a time; more are refused."),
  rollout: z
    .enum(["blueGreen", "inPlace"])
    .default("blueGreen")
    .describe(
      "'blueGreen' starts the new deployment beside the live one and needs quota for both; " +
        "'inPlace' changes the live one.",
    ),
  keepFailed: flag()
    .default(false)
    .describe("Keep a deployment that failed, to look at it; it is billed until the next up."),
  smokeQuestion: text(/\S/, "a question")
    .default("What can you help me with?")
    .describe("What a new deployment must answer before it gets traffic."),
});
