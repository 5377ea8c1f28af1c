import type { Memory } from "./memory.js";
import type { EventType, SchemeRef } from "./scheme.js";

/** What the core finds in a request, in the types of this side. */
export interface Envelope<S extends SchemeRef> {
  readonly id: string;
  readonly type: EventType<S> | undefined;
  /** In milliseconds since the epoch; NaN where there is none. */
  readonly time: number;
  readonly tenant: string | undefined;
  readonly secretIndex: number | undefined;
  readonly dedupKey: string;
}

/** What stands for a text or a number that is not there. */
const NONE = -1;

/** What stands for a type that is known, in place of its size. */
const KNOWN = -2;

/** Reads the envelopes of the events of one verifier. */
export class Envelopes {
  /** By their numbers. A provider has few, so each is read but once. */
  readonly #types: (string | undefined)[];

  /** @param types - Those of the scheme, which the core knows too. */
  constructor(types: readonly string[]) {
    this.#types = [...types];
  }

  /** Reads the core's answer. */
  read<S extends SchemeRef>(memory: Memory): Envelope<S> {
    const { numbers } = memory;
    const id = textAt(memory, numbers, 0)!;
    return {
      id,
      type: this.#typeAt(memory, numbers) as EventType<S> | undefined,
      tenant: textAt(memory, numbers, 5),
      time: numbers[7]!,
      secretIndex: numbers[8] === NONE ? undefined : numbers[8]!,
      dedupKey: textAt(memory, numbers, 9) ?? id,
    };
  }

  #typeAt(memory: Memory, numbers: Float64Array): string | undefined {
    const number = numbers[4]!;
    if (numbers[3] === KNOWN) return this.#types[number];
    const type = textAt(memory, numbers, 2);
    if (number !== NONE) this.#types[number] = type;
    return type;
  }
}

/** The text whose address and size stand at an index of the answer. */
function textAt(memory: Memory, numbers: Float64Array, index: number): string | undefined {
  const size = numbers[index + 1]!;
  return size === NONE ? undefined : memory.text(numbers[index]!, size);
}
