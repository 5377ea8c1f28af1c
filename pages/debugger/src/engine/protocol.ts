// The messages between the page and its worker thread.

import type { SchemeFacts } from "../../../../pkg/ts/scheme-facts.ts";
import type { BodyFacts } from "./body-facts.ts";
import type { Explanation, Scheme } from "./types.ts";
import type { Hunk } from "./diff.ts";

/** A header line. */
export type HeaderLine = readonly [name: string, value: string];

/** A request, as a receiver has it. */
export interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: readonly HeaderLine[];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** How the body is entered. */
export type BodyMode = "text" | "hex" | "base64" | "file";

/** Where a request comes from: pasted as a whole, or entered by fields. */
export type RequestSource =
  | { readonly kind: "pasted"; readonly content: string | Uint8Array<ArrayBuffer>; readonly entry: number | undefined }
  | {
      readonly kind: "fields";
      readonly method: string;
      readonly url: string;
      readonly headers: string;
      readonly mode: BodyMode;
      readonly body: string | Uint8Array<ArrayBuffer>;
    };

/** What a request is checked with. */
export interface CheckOptions {
  /** Secret. */
  readonly secrets: readonly string[];
  /** Absent: the scheme is detected. */
  readonly scheme: Scheme | undefined;
  /** The URL that the request was sent to; empty: the one in the request. */
  readonly url: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** In seconds. */
  readonly tolerance: number | undefined;
}

/** The format of a request. */
export type Notation = "HTTP" | "curl" | "HAR" | "fields" | "body";

/** One of the requests of a HAR file. */
export interface HarEntry {
  readonly index: number;
  readonly method: string;
  readonly url: string;
  /** Whether a header looks like a signature's. */
  readonly isSigned: boolean;
}

/** A parsed request. */
export interface ParsedRequest {
  readonly notation: Notation;
  readonly request: Request;
  /** What seems wrong with its format. */
  readonly warnings: readonly string[];
  /** The requests of a HAR file, and the chosen one. */
  readonly entries: readonly HarEntry[];
  readonly entry: number | undefined;
  readonly facts: BodyFacts;
}

/** An explanation with decoded bytes in place of base64. */
export interface Findings extends Omit<Explanation, "signed"> {
  readonly signed: { readonly bytes: Uint8Array<ArrayBuffer>; readonly parts: NonNullable<Explanation["signed"]>["parts"] } | null;
  /** The signed body, where a cause has it, and its differences from the given body. */
  readonly repaired: { readonly body: Uint8Array<ArrayBuffer>; readonly hunks: readonly Hunk[] } | undefined;
}

export interface Diagnosis {
  readonly parsed: ParsedRequest;
  /** Absent for a body without headers. */
  readonly findings: Findings | undefined;
  /** How long the explanation took. */
  readonly millis: number;
}

export interface Comparison {
  readonly wire: Diagnosis;
  readonly handler: Diagnosis;
  /** From the body on the wire to that in the handler. */
  readonly hunks: readonly Hunk[];
}

/** A request to sign. */
export interface UnsignedRequest {
  readonly scheme: Scheme;
  /** Secret. */
  readonly secret: string;
  readonly url: string;
  /** The headers beside those that signing adds. */
  readonly headers: readonly HeaderLine[];
  readonly body: string;
  readonly now: number;
}

/** A request as the provider would send it. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

/** The tasks of the thread, with their input and result. */
export interface Tasks {
  diagnose: { ask: { source: RequestSource; options: CheckOptions }; answer: Diagnosis };
  compare: { ask: { wire: RequestSource; handler: RequestSource; options: CheckOptions }; answer: Comparison };
  facts: { ask: { scheme: Scheme }; answer: SchemeFacts };
  sign: {
    ask: { unsigned: UnsignedRequest };
    answer: { signed: SignedRequest };
  };
}

export type TaskName = keyof Tasks;

export type EngineRequest = { [Name in TaskName]: { id: number; task: Name } & Tasks[Name]["ask"] }[TaskName];

/** The first message to a thread. */
export interface StartMessage {
  readonly begin: true;
  /** The module, where an earlier thread compiled it. */
  readonly module: WebAssembly.Module | undefined;
}

/** The compiled module, for later threads. */
export interface CompiledMessage {
  readonly module: WebAssembly.Module;
}

export type EngineResponse =
  | { id: number; ok: true; value: Tasks[TaskName]["answer"] }
  /** `field`: the input that cannot be parsed. */
  | { id: number; ok: false; message: string; field: "request" | "scheme" | "secret" | "wire" | "handler" | undefined };
