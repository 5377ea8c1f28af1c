/**
 * Verifies the signature on incoming webhooks, and makes such signatures.
 *
 * @module
 */

export { type ErrorCode, type ErrorDetails, VerificationError } from "./errors.js";
export type { WebhookEvent } from "./event.js";
export { explain } from "./explain/explain.js";
export type {
  Cause,
  CauseCode,
  ExplainInput,
  ExplainStep,
  ExplainTask,
  Explanation,
  Fix,
  Repair,
  SignedPart,
} from "./explain/types.js";
export type { FetchHeaders, HeadersInput, HeaderValue } from "./headers.js";
export type { BuiltinScheme, EventType, Scheme, SchemeId, SchemeRef, SchemeVariant } from "./scheme.js";
export type { Retries, SchemeInfo } from "./scheme-info.js";
export { schemes } from "./schemes.js";
export { sign, type SignOptions } from "./sign.js";
export {
  type CheckResult,
  type HandshakeAnswer,
  type HandshakeOptions,
  Verifier,
  type VerifierOptions,
  type VerifyOptions,
} from "./verifier.js";
