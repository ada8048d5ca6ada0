import { prepare } from "../../../dataset/prepare/prepare";
import { fileSource } from "../../../dataset/prepare/row-source";
import { halves } from "./rows";

/** Prepares rows into a folder, in a process of its own that a test kills. */
const [file = "", folder = "", seed = "1"] = process.argv.slice(2);
const work = prepare(fileSource(file, { percent: 100 }), halves(folder, Number(seed)));
work.then(
  ({ made }) => {
    process.stdout.write(`made ${made}\n`);
  },
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
process.stdout.write("started\n");
