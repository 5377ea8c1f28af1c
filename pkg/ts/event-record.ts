import * as abi from "./abi.json";
import type { Memory } from "./memory.js";
import type { EventType, SchemeRef } from "./scheme.js";

/** What the core reads of an authentic request. */
export interface EventRecord<S extends SchemeRef> {
  readonly id: string;
  readonly type: EventType<S> | undefined;
  /** In milliseconds since the epoch; NaN where there is none. */
  readonly time: number;
  readonly tenant: string | undefined;
  readonly secretIndex: number | undefined;
  readonly dedupKey: string;
}

/** Reads the records of one verifier's events. */
export class EventRecordReader {
  /** By their numbers. A provider has few, so each is read but once. */
  readonly #types: (string | undefined)[];

  /** @param types - Those of the scheme, which the core knows too. */
  constructor(types: readonly string[]) {
    this.#types = [...types];
  }

  /** Reads the record in the core's memory. */
  read<S extends SchemeRef>(memory: Memory): EventRecord<S> {
    const { record } = memory;
    const id = textAt(memory, record, abi.ID)!;
    return {
      id,
      type: this.#typeAt(memory, record) as EventType<S> | undefined,
      tenant: textAt(memory, record, abi.TENANT),
      time: record[abi.TIME]!,
      secretIndex: record[abi.SECRET_INDEX] === abi.NONE ? undefined : record[abi.SECRET_INDEX]!,
      dedupKey: textAt(memory, record, abi.DEDUP_KEY) ?? id,
    };
  }

  #typeAt(memory: Memory, record: Float64Array): string | undefined {
    const number = record[abi.TYPE_NUMBER]!;
    if (record[abi.TYPE_SIZE] === abi.KNOWN) return this.#types[number];
    const type = textAt(memory, record, abi.TYPE);
    if (number !== abi.NONE) this.#types[number] = type;
    return type;
  }
}

/** The text whose address stands at an index of the record, with its size behind it. */
function textAt(memory: Memory, record: Float64Array, index: number): string | undefined {
  const size = record[index + 1]!;
  return size === abi.NONE ? undefined : memory.text(record[index]!, size);
}
