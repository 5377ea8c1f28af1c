// Makes one file of the page, with a Content-Security-Policy that allows the script and
// the style by their hashes, and forbids every request.

import { createHash } from "node:crypto";
import { constants, gzipSync } from "node:zlib";

import type { Plugin } from "vite";

/** The directives that only a header can have, and no `<meta>`. */
const HEADER_ONLY = "frame-ancestors 'none'";

export function singleFile(): Plugin {
  return {
    name: "countersign-single-file",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = Object.values(bundle).find(({ fileName }) => fileName === "index.html");
        if (page?.type !== "asset") throw new Error("there is no index.html");
        let script = "";
        let style = "";
        for (const [name, file] of Object.entries(bundle)) {
          if (file === page) continue;
          if (file.type === "chunk") script += file.code;
          else if (name.endsWith(".css")) style += file.source.toString();
          else throw new Error(`${name} would be a file of its own`);
          delete bundle[name];
        }
        script = inScript(script.trim());
        style = style.trim();
        const policy = policyOf(script, style);
        const html = page.source
          .toString()
          .replace(/\s*<script\b[^>]*src=[^>]*><\/script>/g, "")
          .replace(/\s*<link\b[^>]*rel="stylesheet"[^>]*>/g, "")
          // With functions: `$` in a replacement string has a meaning.
          .replace(/(\s*)<meta charset="utf-8"\s*\/?>/, (all, space: string) => {
            return `${all}${space}<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
          })
          .replace("</head>", () => `<style>${style}</style>\n  </head>`)
          .replace("</body>", () => `<script type="module">${script}</script>\n  </body>`);
        page.source = html;
        this.emitFile({
          type: "asset",
          fileName: "index.html.gz",
          source: gzipSync(html, { level: constants.Z_BEST_COMPRESSION }),
        });
        this.emitFile({
          type: "asset",
          fileName: "page.json",
          source: JSON.stringify({
            policy: `${policy}; ${HEADER_ONLY}`,
            etag: `"${createHash("sha256").update(html).digest("base64url").slice(0, 22)}"`,
          }),
        });
      },
    },
  };
}

/** Script code without the sequences that would end its element. */
function inScript(code: string): string {
  return code.replaceAll("</script", "<\\/script").replaceAll("<!--", "\\x3C!--");
}

function policyOf(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    "worker-src blob:",
    "connect-src 'none'",
    "img-src data:",
    "font-src data:",
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
}
