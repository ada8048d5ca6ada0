import { writePage } from "../../../dataset/report/write-page";

/** Writes a page of so many characters, in a process of its own that a test kills. */
const [file = "", length = "0"] = process.argv.slice(2);
void writePage(file, "n".repeat(Number(length)));
