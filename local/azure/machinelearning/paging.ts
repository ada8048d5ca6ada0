import type { Cloud } from "../cloud";
import { json } from "../http/response";
import type { Call } from "../http/route";
import { userError } from "./errors";

/** Items of one answer. Azure does not document its own number: clients have to follow `nextLink` whatever it is. */
const pageSize = 50;

/** A number from 0 on in the query, or undefined when it is not there; 400 for anything else. */
function count(call: Call, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw userError(`The value '${text}' of the query '${name}' is not a number.`);
}

/**
 * A list as Azure ML answers it: `{value, nextLink?}`, where the link repeats the request with the next `$skip`.
 * `$top` or `count` is the most that is wanted in all; there is no link behind that.
 */
export function listAnswer(call: Call, cloud: Cloud, items: readonly unknown[]): Response {
  const skip = count(call, "$skip") ?? 0;
  const wanted = count(call, "$top") ?? count(call, "count");
  const size = Math.min(pageSize, wanted ?? pageSize);
  const value = items.slice(skip, skip + size);
  const next = skip + value.length;
  if (wanted !== undefined || next >= items.length) return json(200, { value });
  const link = new URL(call.url.pathname + call.url.search, cloud.config.url);
  link.searchParams.set("$skip", String(next));
  return json(200, { value, nextLink: link.href });
}
