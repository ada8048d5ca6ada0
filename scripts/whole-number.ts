import { InvalidArgumentError } from "commander";

/** Reads an option that is a whole number, for commander. */
export const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`'${text}' is not a whole number from ${least}.`);
  };
