import { InvalidArgumentError } from "commander";

/** Readers of options that stay text, for commander. */

export function positive(text: string): string {
  if (Number(text) > 0 && Number.isFinite(Number(text))) return text;
  throw new InvalidArgumentError(`'${text}' is not a number above 0.`);
}

export function notNegative(text: string): string {
  if (text.trim() !== "" && Number(text) >= 0 && Number.isFinite(Number(text))) return text;
  throw new InvalidArgumentError(`'${text}' is not a number from 0.`);
}

/** YYYY-MM-DD. */
export function day(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text) && text.length === 10)
    return text;
  throw new InvalidArgumentError(`'${text}' is not a day such as 2024-06-01.`);
}

export function notEmpty(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("there has to be some text.");
}
