import type { Scheme } from "./scheme.js";

/** The schemes that are known by name beside those that are built in. */
export const known: Scheme[] = [];

/** Makes a scheme known, unless one of its id is. */
export function know(scheme: Scheme): void {
  if (!known.some(({ id }) => id === scheme.id)) known.push(scheme);
}
