import { number, section } from "./fields";

/** How often to look and how long to wait. A change of these changes no resource. */
export const waits = section({
  pollSeconds: number(0, 300).default(10).describe("Seconds between two looks at a job."),
  operationMinutes: number(0.1, 1440)
    .default(90)
    .describe("Minutes until an operation of Azure, such as a deployment, counts as hanging."),
  trainingMinutes: number(0.1, 43_200)
    .default(2880)
    .describe("Minutes until a training job counts as hanging, queueing included."),
});
