import { createHash } from "node:crypto";

/**
 * Key of a row: 53 bits of the MD5 of seed and identity, so that it is the same in every version, on every machine, and
 * for whoever computes it. MD5 because DuckDB has it: this is the same as {@link rowKeySql}.
 */
export function rowKey(identity: string, seed: number): number {
  const hash = createHash("md5").update(`${seed}:${identity}`).digest();
  return Number(hash.readBigUInt64LE(8) >> 11n);
}

/** SQL of the same key, a DOUBLE. @param identity SQL of a VARCHAR that is never null */
export function rowKeySql(identity: string, seed: number): string {
  return `(md5_number_lower('${seed}:' || ${identity}) >> 11)::DOUBLE`;
}
