const reasons: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EFBIG: "it takes no file of that size",
  ENOTDIR: "a part of the path is a file",
  // of a folder that is to be made
  EEXIST: "a part of the path is a file",
};

/** What DuckDB says without a code. */
const sentences = [
  [/No space left on device/i, "ENOSPC"],
  [/File too large/i, "EFBIG"],
  [/quota exceeded/i, "EDQUOT"],
  [/Read-only file system/i, "EROFS"],
] as const;

/** Why something cannot be written, for people; undefined for what is no failure of a disk or folder. */
export function diskReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const isDuckDb = message.startsWith("IO Error");
  const [, said = ""] = sentences.find(([pattern]) => isDuckDb && pattern.test(message)) ?? [];
  return reasons[code] ?? reasons[said];
}
