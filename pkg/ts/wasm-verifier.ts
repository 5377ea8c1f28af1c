import * as abi from "./abi.json";
import { firstBytes } from "./body.js";
import type { Core, Glue } from "./core.js";
import { type EventRecord, EventRecordReader } from "./event-record.js";
import { findBuffer, findCrypto, type NativeCrypto } from "./host-builtins.js";
import { hash, hashContent, MAX_ONE_SHOT, Scratch } from "./host-hash.js";
import type { Memory } from "./memory.js";
import type { Target } from "./validate-options.js";
import type { SchemeRef } from "./scheme.js";

/**
 * From this size of the body on, in bytes, the host hashes, if it can: it has
 * the processor's instructions for SHA-256, and WebAssembly has not. Below, its
 * calling costs more than it saves.
 */
const MIN_HOST_HASHED = 288;

/**
 * So many bytes of such bodies, one or many, are hashed here before the host's
 * hash is loaded: to load it takes a new process as long as a megabyte.
 */
const MIN_WORTH_LOADING = 64 * 1024;

/** The bytes so far of bodies that the host might have hashed. */
const hashable = { bytes: 0 };

/**
 * The envelope is among the first bytes of most bodies: so many are handed over at
 * first, and so many times as many each time that the core needs more.
 */
const FIRST_PREFIX = 2048;
const PREFIX_GROWTH = 8;

/** What a verifier is made of. */
export interface Definition {
  /** As JSON. Not checked: the core does that. */
  readonly scheme: string;
  /** Those of the scheme, as they are in the JSON. */
  readonly types: readonly string[];
  /** Secret. */
  readonly secrets: readonly string[];
  /** In seconds; absent for the scheme's own. */
  readonly tolerance: number | undefined;
  readonly allowUnsigned: boolean;
  /** JSON Pointers; none for the event's id. */
  readonly dedupOn: readonly string[];
}

/** A segment of the signature base: text, or the header with that index among the scheme's. */
type Segment = string | number;

/** What the host needs to hash in the core's place. */
interface HostHashInput {
  readonly crypto: NativeCrypto;
  readonly scratch: Scratch;
  /** What HMAC hashes ahead of the content with each secret. Secret. */
  readonly pads: readonly Uint8Array[];
  /** What is signed ahead of the body, and behind it. */
  readonly before: readonly Segment[];
  readonly after: readonly Segment[];
  /** Whether the core has to be told the body's hash. */
  readonly hashesBody: boolean;
  /** With what the signature begins of requests whose content is another. */
  readonly variants: readonly string[];
}

/** A verifier in an instance of the core. */
export class WasmVerifier {
  readonly core: Core;
  readonly #secrets: number;
  readonly #handle: InstanceType<Glue["Verifier"]>;
  readonly #records: EventRecordReader;
  /** Null where the host has no hash; absent before it is asked for. */
  #hostHash: HostHashInput | null | undefined;

  /** @throws What the core says against the definition, as a string. */
  constructor(core: Core, definition: Definition) {
    const { scheme, types, secrets, tolerance, allowUnsigned, dedupOn } = definition;
    this.core = core;
    this.#secrets = secrets.length;
    this.#handle = new core.glue.Verifier(scheme, [...secrets], tolerance, allowUnsigned, [...dedupOn]);
    this.#records = new EventRecordReader(types);
  }

  /** The headers that are read, in the order of their indexes. */
  get headerNames(): string[] {
    return this.core.glue.headerNames(this.#handle);
  }

  /**
   * The answer to the handshake whose header lines are in the core's memory: the
   * body, and names and values of headers by turns. Absent where it is none.
   *
   * @param token - Secret.
   * @throws Why the request is refused, as a string.
   */
  handshake(body: Uint8Array, now: number, target: Target, token: string | undefined): string[] | undefined {
    const { glue, memory } = this.core;
    memory.writeText(abi.TEXT_METHOD, target.method ?? "POST");
    memory.writeText(abi.TEXT_URL, target.url);
    memory.writeText(abi.TEXT_TOKEN, token);
    memory.writeBody(body);
    return glue.handshake(this.#handle, memory.headersSize, body.length, now);
  }

  /**
   * Verifies the request whose header lines are in the core's memory.
   *
   * @param tolerance - NaN for the verifier's own.
   * @throws Why the request is refused, as a string.
   */
  verify<S extends SchemeRef>(body: Uint8Array, now: number, tolerance: number, target: Target): EventRecord<S> {
    const { memory } = this.core;
    if (!isForHost(body) || !this.#verifyHashed(body, now, tolerance)) {
      memory.writeText(abi.TEXT_METHOD, target.method);
      memory.writeText(abi.TEXT_URL, target.url);
      memory.writeBody(body);
      const outcome = this.#call(body.length, true, undefined, now, tolerance);
      if (outcome !== abi.AUTHENTIC) throw new Error("The core wants more than there is.");
    }
    return this.#records.read(memory);
  }

  /** The same with the host's hash. Whether there is one for such a request. */
  #verifyHashed(body: Uint8Array, now: number, tolerance: number): boolean {
    if (this.#hostHash === undefined) this.#hostHash = this.#findHostHash();
    const host = this.#hostHash;
    if (host === null) return false;
    const { memory } = this.core;
    const before = fill(host.before, memory);
    const after = fill(host.after, memory);
    if (before === undefined || after === undefined) return false;
    if (host.variants.length !== 0 && isVariant(host.variants, memory)) return false;

    const { crypto, scratch, pads } = host;
    if (host.hashesBody) memory.writeBodyDigest(hash(crypto, body));
    let secret = 0;
    let size = FIRST_PREFIX;
    for (let outcome = abi.NEXT_SECRET; outcome !== abi.AUTHENTIC; ) {
      const pad = pads[secret];
      if (pad === undefined) return false;
      if (outcome === abi.NEXT_SECRET) {
        memory.writeDigest(hashContent(crypto, scratch, pad, before, body, after));
      }
      const beginning = size < body.length ? firstBytes(body, size) : body;
      memory.writeBody(beginning);
      outcome = this.#call(beginning.length, beginning.length === body.length, secret, now, tolerance);
      if (outcome === abi.NEXT_SECRET) secret++;
      else size *= PREFIX_GROWTH;
    }
    return true;
  }

  /** How it ended. */
  #call(size: number, isWhole: boolean, secret: number | undefined, now: number, tolerance: number): number {
    const { glue, memory } = this.core;
    const outcome = this.#handle.verify(memory.headersSize, size, isWhole, secret, now, tolerance);
    if (outcome === abi.REFUSED) throw glue.takeError();
    return outcome;
  }

  #findHostHash(): HostHashInput | null {
    const crypto = findCrypto();
    const Buffer = findBuffer();
    if (crypto === undefined || Buffer === undefined) return null;
    const { glue } = this.core;
    const handle = this.#handle;
    const base = glue.signatureBase(handle).map(toSegment);
    const body = base.indexOf(undefined);
    // Not every scheme is one that a host can hash for.
    if (body === -1) return null;
    // What is joined here is a character a byte.
    if (base.some((segment) => typeof segment === "string" && !isAscii(segment))) return null;
    return {
      crypto,
      scratch: (scratch ??= new Scratch(Buffer.allocUnsafeSlow(MAX_ONE_SHOT))),
      pads: Array.from({ length: this.#secrets }, (_, index) => glue.innerPad(handle, index)!),
      before: base.slice(0, body) as Segment[],
      after: base.slice(body + 1) as Segment[],
      hashesBody: glue.hashesBody(handle),
      variants: glue.variantSignatures(handle),
    };
  }
}

/** Whether the host is to hash a body. */
function isForHost(body: Uint8Array): boolean {
  if (body.length < MIN_HOST_HASHED) return false;
  hashable.bytes += body.length;
  return hashable.bytes > MIN_WORTH_LOADING;
}

/** The index of the signature's header among those of a scheme that a host hashes for. */
const SIGNATURE = 0;

/** Whether a request is of a variant, by its signature. One that is not as usual may be. */
function isVariant(variants: readonly string[], memory: Memory): boolean {
  const signature = memory.header(SIGNATURE);
  return signature === undefined || variants.some((beginning) => signature.startsWith(beginning));
}

/** A segment as the core writes it; absent where it is the body. */
function toSegment(written: string): Segment | undefined {
  if (written === "") return undefined;
  return written.startsWith("#") ? Number(written.slice(1)) : written.slice(1);
}

let scratch: Scratch | undefined;

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** The segments' text; absent where a header is needed that is not as usual. */
function fill(segments: readonly Segment[], memory: Memory): string | undefined {
  let filled = "";
  for (const segment of segments) {
    const text = typeof segment === "string" ? segment : memory.header(segment);
    if (text === undefined) return undefined;
    filled += text;
  }
  return filled;
}
