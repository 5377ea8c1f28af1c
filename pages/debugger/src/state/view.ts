import { signal } from "@preact/signals";

export type View = "diagnose" | "generate" | "receive";

export const view = signal<View>("diagnose");

/** `system`: as the browser says. */
export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");
