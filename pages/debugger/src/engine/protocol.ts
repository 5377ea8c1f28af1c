// What the page and its thread say to each other.

import type { BodyFacts } from "./facts.ts";
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

/** How a body is written down. */
export type BodyWay = "text" | "hex" | "base64" | "file";

/** What was given to be diagnosed. */
export type Given =
  | { readonly kind: "written"; readonly source: string | Uint8Array<ArrayBuffer>; readonly entry: number | undefined }
  | {
      readonly kind: "fields";
      readonly method: string;
      readonly url: string;
      readonly headers: string;
      readonly way: BodyWay;
      readonly body: string | Uint8Array<ArrayBuffer>;
    };

/** What is checked with. */
export interface Against {
  /** Secret. */
  readonly secrets: readonly string[];
  /** None: the headers say it. */
  readonly scheme: Scheme | undefined;
  /** Where the request was sent; empty: as the request says. */
  readonly url: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** In seconds. */
  readonly tolerance: number | undefined;
}

/** How a request was written down. */
export type Notation = "HTTP" | "curl" | "HAR" | "fields" | "body";

/** One of the requests of a HAR file. */
export interface HarEntry {
  readonly index: number;
  readonly method: string;
  readonly url: string;
  /** Whether a header looks like a signature's. */
  readonly isSigned: boolean;
}

/** A request that was read. */
export interface Reading {
  readonly notation: Notation;
  readonly request: Request;
  /** What seems wrong with how it was written down. */
  readonly warnings: readonly string[];
  /** The requests to choose from, and the one that was. */
  readonly entries: readonly HarEntry[];
  readonly entry: number | undefined;
  readonly facts: BodyFacts;
}

/** An explanation, with bytes where it had base64. */
export interface Findings extends Omit<Explanation, "signed"> {
  readonly signed: { readonly bytes: Uint8Array<ArrayBuffer>; readonly parts: NonNullable<Explanation["signed"]>["parts"] } | null;
  /** What the sender signed as the body, where a cause says it, and how the given body differs. */
  readonly repaired: { readonly body: Uint8Array<ArrayBuffer>; readonly hunks: readonly Hunk[] } | undefined;
}

export interface Diagnosis {
  readonly reading: Reading;
  /** Absent where there is nothing to explain with: a bare body. */
  readonly findings: Findings | undefined;
  /** How long the engine took. */
  readonly millis: number;
}

export interface Comparison {
  readonly wire: Diagnosis;
  readonly handler: Diagnosis;
  /** From the body on the wire to that in the handler. */
  readonly hunks: readonly Hunk[];
}

/** What is to be signed. */
export interface Unsigned {
  readonly scheme: Scheme;
  /** Secret. */
  readonly secret: string;
  readonly url: string;
  /** Those beside the ones that signing makes. */
  readonly headers: readonly HeaderLine[];
  readonly body: string;
  readonly now: number;
}

/** A request as the provider would send it. */
export interface Signed {
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
}

/** What the thread is asked, and what it answers to each. */
export interface Tasks {
  diagnose: { ask: { given: Given; against: Against }; answer: Diagnosis };
  compare: { ask: { wire: Given; handler: Given; against: Against }; answer: Comparison };
  sign: {
    ask: { unsigned: Unsigned };
    answer: { signed: Signed };
  };
}

export type TaskName = keyof Tasks;

export type Ask = { [Name in TaskName]: { id: number; task: Name } & Tasks[Name]["ask"] }[TaskName];

/** What a thread is told first. */
export interface Begin {
  readonly begin: true;
  /** The engine, where it was compiled before. */
  readonly module: WebAssembly.Module | undefined;
}

/** The engine, for threads that come later. */
export interface Compiled {
  readonly module: WebAssembly.Module;
}

export type Answer =
  | { id: number; ok: true; value: Tasks[TaskName]["answer"] }
  /** `field`: what cannot be read, where it is that. */
  | { id: number; ok: false; message: string; field: "request" | "scheme" | "secret" | "wire" | "handler" | undefined };
