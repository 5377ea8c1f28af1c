import { signal } from "@preact/signals";

/** The part of the signed content under the pointer: highlighted wherever it is shown. */
export const activePart = signal<string | undefined>(undefined);
