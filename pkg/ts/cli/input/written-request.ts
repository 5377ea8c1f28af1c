/** A request that was written down. */
export interface WrittenRequest {
  readonly method: string | undefined;
  readonly target: string | undefined;
  /** Names and values, in order. A character is a byte, as in HTTP. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** What seems wrong with how it was written down. */
  readonly warnings: readonly string[];
}
