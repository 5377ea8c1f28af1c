/// <reference types="vite/client" />

/** The WebAssembly of `explain`, compressed with LZMA, in base64. */
declare module "virtual:engine" {
  const packed: string;
  export default packed;
}

declare module "virtual:fonts.css";

declare module "lzma1/streams" {
  export class InputBuffer {
    constructor(data: Uint8Array);
  }
  export class OutputBuffer {
    constructor(capacity: number);
    toArray(): Uint8Array<ArrayBuffer>;
  }
}

declare module "lzma1/decoder" {
  import type { InputBuffer, OutputBuffer } from "lzma1/streams";
  export class Decoder {
    decompress(input: InputBuffer, output: OutputBuffer): void;
  }
}
