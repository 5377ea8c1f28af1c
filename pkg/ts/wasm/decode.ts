import { findBuffer } from "../host-builtins.js";

/** The bytes that base64 stands for. */
export function decode(base64: string): Uint8Array<ArrayBuffer> {
  // A tenth of the time, in a process that has just begun.
  const native = findBuffer()?.from(base64, "base64");
  if (native) return native as Uint8Array<ArrayBuffer>;
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  // Uint8Array.from would take ten times as long there.
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}
