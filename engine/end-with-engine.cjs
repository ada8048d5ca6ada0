// Preloaded into the process that serves dynamic resources: a killed engine tells its plugins nothing, and they stay for ever.
const { setInterval } = require("node:timers");
require("./fast-start.cjs");

const engine = process.ppid;
const check = () => {
  if (process.ppid !== engine) process.exit(1);
};
setInterval(check, 500).unref();
