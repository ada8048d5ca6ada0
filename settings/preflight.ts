import { flag, section, text } from "./fields";

/** What is looked at before anything is created. */
export const preflight = section({
  enabled: flag()
    .default(true)
    .describe("Ask Azure for sizes, quota, permissions and names in every preview."),
  asOf: text(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "a day such as '2026-11-21'")
    .optional()
    .describe("Day on which retirements are judged. Default: today."),
});
