// `virtual:fonts.css`: the page's fonts, inlined, with a subset of the characters. Others
// come from the user's system fonts.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import subset from "subset-font";
import type { Plugin } from "vite";

const ID = "virtual:fonts.css";

const FONTS = [
  { family: "Plex Sans", weight: 400, file: "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff2" },
  { family: "Plex Sans", weight: 600, file: "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff2" },
  { family: "Plex Mono", weight: 400, file: "@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2" },
] as const;

const ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index));
const CHARACTERS = `${ASCII}·…–—“”‘’→×−`;

const { resolve } = createRequire(import.meta.url);

/** The files that the fonts are from. */
export const fontFiles = FONTS.map(({ file }) => resolve(file));

export function fonts(): Plugin {
  return {
    name: "countersign-fonts",
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    async load(id) {
      if (id !== `\0${ID}`) return undefined;
      const faces = FONTS.map(async ({ family, weight, file }) => {
        const font = await subset(await readFile(resolve(file)), CHARACTERS, {
          targetFormat: "woff2",
          noHinting: true,
          noLayoutClosure: true,
        });
        return (
          `@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;` +
          `src:url("data:font/woff2;base64,${font.toString("base64")}") format("woff2")}`
        );
      });
      return (await Promise.all(faces)).join("\n");
    },
  };
}
