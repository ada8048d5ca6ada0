/**
 * Text as a page may show it. Half characters, for which there is no UTF-8, control characters, and those that turn the
 * direction of what comes after them become U+FFFD.
 */
export function visibleText(text: string): string {
  const unseen = /\p{Cs}|[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;
  return text.replaceAll("\r\n", "\n").replaceAll(unseen, "\u{fffd}");
}
