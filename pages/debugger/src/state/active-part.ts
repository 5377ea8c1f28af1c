import { signal } from "@preact/signals";

/** The part of the signed content that is pointed at: lit wherever it is shown. */
export const activePart = signal<string | undefined>(undefined);
