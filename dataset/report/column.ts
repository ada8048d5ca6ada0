import type { FileStatistics } from "../check/result";

/** A file as the report introduces it. */
export interface ReportedFile {
  /** What it is for, such as `Training`. */
  readonly label: string;
  readonly modified?: Date;
  /** Hash of its content, as it names an upload. */
  readonly hash?: string;
}

/** A file with what was found in it: one column of the report. */
export interface Column extends ReportedFile {
  /** Of the colour that stands for it everywhere. */
  readonly tone: "first" | "second";
  readonly statistics: FileStatistics;
}
