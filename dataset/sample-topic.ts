/** One thing to know about the Osprin Railway, in several wordings. */
export interface SampleTopic {
  readonly name: string;
  /** The same question, asked in different ways. */
  readonly questions: readonly string[];
  /** The same answer, given in different ways; each is complete. */
  readonly answers: readonly string[];
  /** Sentences that may follow an answer, in any order. */
  readonly more: readonly string[];
  /** Topics that one would ask about next. */
  readonly next: readonly string[];
}
