/** Words that a text is looked up by, in lower case and singular, and pairs of neighbours; with how much each counts. */
export function termsOf(text: string): Map<string, number> {
  const sentences = text.match(/[^.!?]*(?:[.!?]+(?=\s|$)|$)/g)?.filter((one) => one !== "") ?? [];
  const asks = sentences.some((sentence) => sentence.endsWith("?"));
  const terms = new Map<string, number>();
  const add = (term: string, weight: number) =>
    terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  for (const sentence of sentences) {
    // who asks and says something besides wants an answer to the question
    const weight = asks && !sentence.endsWith("?") ? besideQuestion : 1;
    const words = (sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(singular);
    words.forEach((word, index) => {
      add(word, weight);
      const next = words[index + 1];
      if (next !== undefined) add(`${word} ${next}`, weight * pairWeight);
    });
  }
  return terms;
}

const besideQuestion = 0.15;
const pairWeight = 0.5;

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
