/** How serious a finding is: an error stops a preview, a warning is only told. */
export type Severity = "error" | "warning";

/** Each kind of finding. Names are stable: scripts may count them. */
export type ProblemKind =
  | "file" // unreadable, empty, gzip, wrong encoding mark
  | "encoding" // not UTF-8, lone surrogates, byte order mark
  | "json" // not a JSON object
  | "messages" // no array of {role, content}
  | "role" // unknown role, system not first, first speaker, order, last speaker
  | "content" // empty or no text
  | "prompt" // differs from the first user turn
  | "duplicate" // the same conversation again in this file
  | "near-duplicate" // the same but for case and white space
  | "leakage" // a test row that is in the training file
  | "near-leakage" // the same but for case and white space
  | "too-long"; // longer than the model's context

/** How often each kind was found. */
export type Counts = Readonly<Partial<Record<ProblemKind, number>>>;

/** One finding about one row. */
export interface RowProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly kind: ProblemKind;
  readonly severity: Severity;
  /** Path inside the row, for example `messages[2].content`; `row` for the line itself, `file` for the file. */
  readonly field: string;
  /** To be read after "must be". */
  readonly expected: string;
  /** To be read after "found"; never more than a few words of the content. */
  readonly found: string;
}

/** Counts by value; keys are lower bounds of bins, ascending. */
export interface Histogram {
  readonly bounds: readonly number[];
  /** As long as `bounds`. */
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** 95th percentile. */
  readonly p95: number;
}

/** What one file holds, over all of its rows. */
export interface FileStatistics {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  /** Rows with at least one error. */
  readonly badRows: number;
  /** All findings in this file. */
  readonly counts: Counts;
  /** Messages per row. */
  readonly turns: Histogram;
  /** Tokens per row, measured or estimated: see `CheckResult.tokenizer`. */
  readonly tokens: Histogram;
  /** Characters per message, by role. */
  readonly characters: Readonly<Record<"system" | "user" | "assistant", Histogram>>;
  /** Rows longer than the context. */
  readonly tooLong: number;
  /** Rows that occurred before in the file; the second number counts those that differ in case or white space only. */
  readonly duplicates: { readonly exact: number; readonly near: number };
  /** First rows as they are, for people to look at; at most 3. */
  readonly samples: readonly Sample[];
}

/** A row as it stands in its file. */
export interface Sample {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** What a check of one or two files found. */
export interface CheckResult {
  /** Training file first. */
  readonly files: readonly FileStatistics[];
  /** The first findings, in the order of files and lines; `counts` has all of them. */
  readonly problems: readonly RowProblem[];
  readonly counts: Counts;
  readonly errors: number;
  readonly warnings: number;
  /** Rows of the test file that are in the training file, too. */
  readonly leakage: { readonly exact: number; readonly near: number };
  /** Tokens that a row may have. */
  readonly contextTokens: number;
  /** Where token counts come from. */
  readonly tokenizer: { readonly kind: "estimate" | "tokenizer"; readonly name: string };
}
