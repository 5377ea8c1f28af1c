declare module "tiny-inflate" {
  /** Fills the target with what the source was deflated from, and returns it. */
  export default function inflate(
    source: Uint8Array<ArrayBuffer>,
    target: Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer>;
}
