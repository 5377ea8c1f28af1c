// The library's own types are its sources, which are written for a less strict compiler.
export function compress(data: Uint8Array, mode: number): Uint8Array;
export function decompress(data: Uint8Array): Uint8Array;
