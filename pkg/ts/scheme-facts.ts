/** What the core says of a scheme. */
export interface SchemeFacts {
  /** The headers that are read, as the provider writes them. */
  readonly headers: readonly string[];
  /** What has to be known of where a request was sent. */
  readonly target: readonly ("method" | "url" | "query")[];
  /** The methods of handshakes. */
  readonly handshakes: readonly ("GET" | "HEAD" | "POST")[];
  /**
   * What a request is verified by beside its whole body and its signature, as schemes
   * write it: `header:X-Nonce`, `query:token`, `/id`.
   */
  readonly components: readonly string[];
  readonly signs_time: boolean;
  /** Whether a body that was tampered with is refused. */
  readonly signs_body: boolean;
  /** Whether the body has to be a form. */
  readonly takes_form: boolean;
  readonly tolerance_s: number;
}
