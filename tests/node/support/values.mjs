// Values of every kind, each made anew: what a caller may pass by mistake, or to
// do harm.

import { Readable } from "node:stream";

/** What the traps below throw. What a value of the caller's throws, the caller gets. */
export class Trap extends Error {}

function trap() {
  throw new Trap("a trap was sprung");
}

const TRAPS = {
  toString: trap,
  valueOf: trap,
  toJSON: trap,
  [Symbol.toPrimitive]: trap,
  [Symbol.iterator]: trap,
};

/** A handler of which every trap throws. */
const SPRUNG = new Proxy({}, { get: () => trap });

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function sized(view, length) {
  return Object.defineProperty(view, "length", { value: length });
}

function detached(view) {
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

/** A view that its buffer has shrunk away from. */
function outOfBounds() {
  const buffer = new ArrayBuffer(64, { maxByteLength: 64 });
  const view = new Uint8Array(buffer, 32, 16);
  buffer.resize(8);
  return view;
}

/** An object that ends in itself. */
function circular() {
  const object = {};
  object.self = object;
  return object;
}

/** An object within an object, and so on. */
function nested(depth) {
  let object = {};
  for (let level = 0; level < depth; level += 1) object = { object };
  return object;
}

/** Names, and what makes the value. */
export const VALUES = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  "a number": () => 7,
  "a negative number": () => -1,
  "a fraction": () => 0.5,
  "a large number": () => Number.MAX_VALUE,
  NaN: () => NaN,
  Infinity: () => Infinity,
  "a bigint": () => 7n,
  "a symbol": () => Symbol("a symbol"),
  "a well-known symbol": () => Symbol.iterator,
  "empty text": () => "",
  text: () => "text",
  "a number as text": () => "300",
  "half a surrogate pair": () => "\ud800",
  "text with NUL": () => "\0",
  "long text": () => "x".repeat(2 ** 20),
  "a boxed string": () => new String("bottlecrm"),
  "a boxed number": () => new Number(300),
  "an object": () => ({}),
  "a parsed body": () => ({ id: "evt_1", type: "lead.created", data: {} }),
  "a frozen object": () => Object.freeze({ id: "evt_1" }),
  "an object without a prototype": () => Object.create(null),
  "an object in a circle": circular,
  "a deep object": () => nested(1_000),
  "an object deeper than the stack": () => nested(100_000),
  "an object with a bigint": () => ({ id: 1n }),
  "an object whose JSON is nothing": () => ({ toJSON: () => undefined }),
  "an object whose JSON is text": () => ({ toJSON: () => "bottlecrm" }),
  "an object like an array": () => ({ length: 1, 0: "a secret" }),
  "an object like bytes": () => ({ length: 1, byteLength: 1, 0: 1, [Symbol.toStringTag]: "Uint8Array" }),
  "an object of traps": () => ({ ...TRAPS }),
  "an object whose members are traps": () => Object.defineProperty({}, "id", { get: trap, enumerable: true }),
  "an empty array": () => [],
  "an array of numbers": () => [1, 2],
  "an array of null": () => [null],
  "an array with a hole": () => new Array(2),
  "an array of symbols": () => [Symbol("a symbol")],
  "an array of arrays": () => [["a"], ["b"]],
  "an array of bytes as text": () => ["123", "34"],
  "an array whose members are traps": () => Object.defineProperty([], 0, { get: trap, enumerable: true }),
  "a function": () => () => "text",
  "a class": () => class {},
  "a generator": () => (function* () { yield 1; })(),
  "an iterator that throws": () => ({ *[Symbol.iterator]() { trap(); } }),
  "a Date": () => new Date(0),
  "an invalid Date": () => new Date(NaN),
  "a RegExp": () => /text/,
  "an Error": () => new Error("an error"),
  "a Promise": () => Promise.resolve(new Uint8Array(2)),
  "a Map": () => new Map([[1, 2]]),
  "a Set": () => new Set([1]),
  "a WeakMap": () => new WeakMap(),
  "an ArrayBuffer": () => new ArrayBuffer(8),
  "a SharedArrayBuffer": () => new SharedArrayBuffer(8),
  "a DataView": () => new DataView(new ArrayBuffer(8)),
  "16-bit numbers": () => new Uint16Array(8),
  "clamped bytes": () => new Uint8ClampedArray(8),
  "signed bytes": () => new Int8Array(8),
  "64-bit numbers": () => new BigUint64Array(8),
  bytes: () => new Uint8Array(8),
  "bytes that say they are fewer": () => sized(new Uint8Array(2 ** 16), 1),
  "bytes that say they are more": () => sized(new Uint8Array(8), 2 ** 16),
  "bytes of a negative length": () => sized(new Uint8Array(8), -1),
  "bytes without a length": () => sized(new Uint8Array(8), undefined),
  "no bytes": () => new Uint8Array(0),
  "a Buffer": () => Buffer.from("text"),
  "shared bytes": () => new Uint8Array(new SharedArrayBuffer(8)),
  "detached bytes": () => detached(new Uint8Array(8)),
  "bytes out of bounds": outOfBounds,
  "a stream": () => Readable.from(["text"]),
  "a web stream": () => new Blob(["text"]).stream(),
  "a Blob": () => new Blob(["text"]),
  "a Request": () => new Request("http://localhost/"),
  "a Response": () => new Response("text"),
  "a Headers": () => new Headers({ "X-Other": "text" }),
  "a FormData": () => new FormData(),
  "a URL": () => new URL("http://localhost/"),
  "a URLSearchParams": () => new URLSearchParams("a=b"),
  "a proxy of an object": () => new Proxy({}, {}),
  "a proxy of an array": () => new Proxy([], {}),
  "a proxy of bytes": () => new Proxy(new Uint8Array(8), {}),
  "a proxy that throws": () => new Proxy({}, SPRUNG),
  "a proxy of an array that throws": () => new Proxy([], SPRUNG),
  "a revoked proxy": () => revoked({}),
  "a revoked proxy of an array": () => revoked([]),
  "a revoked proxy of a function": () => revoked(() => {}),
  "the global object": () => globalThis,
  "a WebAssembly memory": () => new WebAssembly.Memory({ initial: 0 }),
};
