// First file of a thread that checks ranges: a new thread has no loader for TypeScript.
require("tsx/cjs");
require("./range-worker.ts");
