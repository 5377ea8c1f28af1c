import packed from "virtual:engine";

import { Decoder } from "lzma1/decoder";
import { InputBuffer, OutputBuffer } from "lzma1/streams";

import { Buffer } from "../host/buffer.ts";

/** Decompresses and compiles the module, which takes a tenth of a second. */
export function unpack(): Promise<WebAssembly.Module> {
  const output = new OutputBuffer(1 << 19);
  new Decoder().decompress(new InputBuffer(Buffer.from(atob(packed), "latin1")), output);
  return WebAssembly.compile(output.toArray());
}
