/** What `build.mjs` makes of the package tiny-inflate, whose tables are made when it is asked for. */
declare module "#inflater" {
  export default function makeInflater(): {
    /** Inflates into room of exactly the right size, and returns that. */
    inflate(deflated: Uint8Array, room: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  };
}
