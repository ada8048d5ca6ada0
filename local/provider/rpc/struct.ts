import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isObject, type Json, type JsonObject } from "../value";

// Pulumi's marks for special values, https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** A property bag as plain values: nulls are left out, secrets are unwrapped, unknowns stay as they are. */
export function fromStruct(struct: Struct | undefined): JsonObject {
  return struct ? plainObject(struct.toJavaScript()) : {};
}

export function toStruct(value: JsonObject): Struct {
  return Struct.fromJavaScript(value);
}

function plainObject(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) if (item !== null) result[key] = plain(item);
  return result;
}

function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value[signature] === secret) return plain(value.value ?? null);
  return plainObject(value);
}
