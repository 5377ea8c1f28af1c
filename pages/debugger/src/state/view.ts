import { signal } from "@preact/signals";

export type View = "diagnose" | "generate" | "receive";

export const view = signal<View>("diagnose");

/** `system`: the browser's preference. */
export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");
