import type { IncomingMessage } from "node:http";
import { unescapeXml } from "./storage-error";

const apiVersion = "2025-11-05";

/** Headers of every request of our own. */
export const plainHeaders = (): Headers => new Headers({ "x-ms-version": apiVersion });

/** Path of a blob inside its account. */
export const pathOf = (container: string, blob: string): string =>
  `/${container}/${blob.split("/").map(encodeURIComponent).join("/")}`;

export const textOf = async (answer: IncomingMessage): Promise<string> =>
  Buffer.concat(await answer.toArray()).toString("utf8");

/** Text of the first element of that name; "" when there is none. */
export const valueOf = (xml: string, name: string): string =>
  unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "");

/** Throws with Azurite's own words when it answered something else. */
export async function expectStatus(answer: IncomingMessage, ...expected: number[]): Promise<void> {
  const { statusCode = 0 } = answer;
  if (!expected.includes(statusCode))
    throw new Error(`Azurite answered ${statusCode}: ${await textOf(answer)}`);
}
