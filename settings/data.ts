import { section, text } from "./fields";

const file = () => text(/\S/, "the path of a JSON Lines file");

/** Local files to train on. A change of content is a new upload, job, model and deployment; a path alone is none. */
export const data = section({
  train: file().describe(
    "Training rows, a JSON Lines file of conversations, relative to the project. Default: by preset.",
  ),
  test: file().describe("Test rows, in the same form. Default: by preset."),
});
