/**
 * What came of a claim: `claimed` by this caller, `held` by another one whose
 * lease has not ended, or `done`, committed before.
 */
export type Claim = "claimed" | "held" | "done";

/**
 * Where a {@link Dedup} keeps what it knows of each event: nothing, a claim
 * with a lease, or that it is done.
 *
 * Each method is atomic, also against other processes that use the same store.
 * Each may be repeated with the same token, as a client does that has lost its
 * connection, and then has the same result.
 *
 * A token is random, and tells one claim from another. Times are in seconds,
 * and may be fractions.
 */
export interface Store {
  /**
   * Claims the key for `lease` seconds, where nobody holds it and it is not done.
   * A claim whose lease has ended is nobody's.
   */
  claim(key: string, token: string, lease: number): Promise<Claim>;
  /**
   * Makes the lease end `lease` seconds from now.
   *
   * @returns Whether the token still held the key.
   */
  renew(key: string, token: string, lease: number): Promise<boolean>;
  /**
   * Marks the key as done for `keep` seconds. Where the lease has ended, only
   * if nobody has claimed the key since.
   *
   * @returns Whether the key is done by this token.
   */
  commit(key: string, token: string, keep: number): Promise<boolean>;
  /**
   * Gives the key up, so that it can be claimed at once.
   *
   * @returns Whether the token still held the key.
   */
  release(key: string, token: string): Promise<boolean>;
}
