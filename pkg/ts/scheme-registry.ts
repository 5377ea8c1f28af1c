import type { Scheme } from "./scheme.js";

/** The schemes that are known by name beside those that are built in. */
export const registered: Scheme[] = [];

/** Makes a scheme known, unless one of its id is. */
export function register(scheme: Scheme): void {
  if (!registered.some(({ id }) => id === scheme.id)) registered.push(scheme);
}
