// Mocha's usual output, and the counts and failed files as JSON in the file that COUNTS_FILE names.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failedFiles = new Set();
    runner.on(Runner.constants.EVENT_TEST_FAIL, ({ file }) => failedFiles.add(file));
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed } = this.stats;
      const counts = { passed, failed, failedFiles: [...failedFiles] };
      writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts));
    });
  }
};
