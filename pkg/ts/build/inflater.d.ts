/** The inflating half of the package fflate, which makes its tables at the first call of `makeInflater`. */
declare module "#inflater" {
  export default function makeInflater(): {
    /** Inflates into `out`, which has exactly the right size, and returns it. */
    inflate(deflated: Uint8Array, out: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  };
}
