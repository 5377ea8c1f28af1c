import { readFileSync } from "node:fs";

import { CommandError, systemReason } from "../errors.js";
import { counted, printable } from "../terminal.js";
import { splitCommand } from "./shell.js";
import type { WrittenRequest } from "./written-request.js";

/** What makes a body that cannot be known from the command, or several requests. */
const UNREADABLE: Readonly<Record<string, string>> = {
  config: "reads options from a file",
  form: "makes a multipart body, whose boundary curl chooses when it runs",
  "form-string": "makes a multipart body, whose boundary curl chooses when it runs",
  get: "puts the data into the URL",
  next: "begins another request",
};

/**
 * Reads a `curl` command as bash and curl do: the request that it would send.
 *
 * @param source - A character is a byte.
 */
export function parseCurl(source: string): WrittenRequest {
  if (/^curl\S* +\^"|^[^\n]*\^\r?\n/.test(source)) {
    throw new CommandError("this is a curl command for Windows' cmd: copy it as cURL (bash)");
  }
  const { words, variables, rest } = splitCommand(source);
  const warnings = variables.map(
    (variable) => `${printable(variable, 40)} is a variable of the shell, and was taken as it is`,
  );
  if (rest !== "") warnings.push("something follows the curl command, and was not read");

  const options = [...readOptions(words.slice(1))];
  const all = (...names: string[]) => options.filter(({ name }) => names.includes(name));
  for (const { name } of options) {
    const what = UNREADABLE[name];
    if (what) throw new CommandError(`curl's option ${spelled(name)} ${what}: such a command cannot be read`);
  }

  const body = bodyOf(options);
  const headers = all("header").flatMap(({ value }) => headersOf(value));
  const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
  const isForm = options.some(({ name }) => isData(name));
  if (isForm && !has("content-type")) {
    const isJson = all("json").length > 0;
    headers.push(["Content-Type", isJson ? "application/json" : "application/x-www-form-urlencoded"]);
  }
  const stated = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  if (stated !== undefined && stated !== String(body.length)) {
    warnings.push(
      `the command's Content-Length is ${printable(stated, 20)}, and its data has ${counted(body.length, "byte")}`,
    );
  }
  const implied = all("head").length > 0 ? "HEAD" : all("upload-file").length > 0 ? "PUT" : undefined;
  return {
    method: all("request").at(-1)?.value ?? implied ?? (isForm ? "POST" : "GET"),
    target: all("url").at(-1)?.value,
    headers,
    body,
    warnings,
  };
}

interface CurlOption {
  /** In its long form. What is no option is a URL. */
  readonly name: string;
  readonly value: string;
}

function* readOptions(words: readonly string[]): Generator<CurlOption> {
  const rest = words.values();
  const valueFor = (name: string): string => {
    const next = rest.next();
    if (next.done) throw new CommandError(`the curl command is unfinished: ${spelled(name)} has no value`);
    return next.value;
  };
  let onlyUrls = false;
  for (const word of rest) {
    if (onlyUrls || !word.startsWith("-") || word === "-") {
      yield { name: "url", value: word };
    } else if (word === "--") {
      onlyUrls = true;
    } else if (word.startsWith("--")) {
      const name = word.slice(2);
      yield { name, value: takesValue(name) ? valueFor(name) : "" };
    } else {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at]!;
        const long = SHORT_WITH_VALUE.get(letter);
        if (long === undefined) {
          yield { name: SHORT_FLAGS.get(letter) ?? "", value: "" };
          continue;
        }
        const name = long || letter;
        yield { name, value: at + 1 < word.length ? word.slice(at + 1) : valueFor(name) };
        break;
      }
    }
  }
}

function takesValue(name: string): boolean {
  return LONG_WITH_VALUE.has(name) || LONG_WITH_VALUE.has(name.replace(/^proxy-/, ""));
}

function spelled(name: string): string {
  return name.length > 1 ? `--${name}` : `-${name}`;
}

function isData(name: string): boolean {
  return name === "json" || name === "data" || name.startsWith("data-");
}

/** The body: curl joins its data with `&`, and JSON with nothing. */
function bodyOf(options: readonly CurlOption[]): Buffer {
  const parts: Buffer[] = [];
  for (const { name, value } of options) {
    if (name === "upload-file") parts.push(readNamed(value));
    if (!isData(name)) continue;
    if (parts.length > 0 && name !== "json") parts.push(Buffer.from("&"));
    parts.push(dataOf(name, value));
  }
  return Buffer.concat(parts);
}

function dataOf(name: string, value: string): Buffer {
  const literal = Buffer.from(value, "latin1");
  if (name === "data-urlencode") return urlEncoded(value);
  if (name === "data-raw" || !value.startsWith("@")) return literal;
  const content = readNamed(value.slice(1));
  // What is read from a file for `--data` loses its line breaks.
  const isText = name === "data" || name === "data-ascii";
  return isText ? Buffer.from(content.filter((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0)) : content;
}

/** `content`, `=content`, `name=content`, `@file` or `name@file`. */
function urlEncoded(value: string): Buffer {
  const [, name = "", mark = "=", rest = ""] = /^([^=@]*)(?:([=@])(.*))?$/s.exec(value) ?? [];
  const isBare = !/[=@]/.test(value);
  const content = isBare ? Buffer.from(value, "latin1") : mark === "@" ? readNamed(rest) : Buffer.from(rest, "latin1");
  let encoded = isBare || name === "" ? "" : `${name}=`;
  for (const byte of content) {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) encoded += character;
    else encoded += byte === 0x20 ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return Buffer.from(encoded, "latin1");
}

function headersOf(value: string): [string, string][] {
  const lines = value.startsWith("@") ? readNamed(value.slice(1)).toString("latin1").split(/\r?\n/) : [value];
  return lines.flatMap((line): [string, string][] => {
    const [, name, mark, content] = /^([^:;]+)([:;])(.*)$/s.exec(line) ?? [];
    if (name === undefined || content === undefined) return [];
    const trimmed = content.trim();
    // `Name:` takes a header of curl's own away, `Name;` sends it without a value.
    if (trimmed === "") return mark === ";" ? [[name.trim(), ""]] : [];
    return mark === ":" ? [[name.trim(), trimmed]] : [];
  });
}

function readNamed(file: string): Buffer {
  const path = Buffer.from(file, "latin1").toString();
  if (path === "-") {
    throw new CommandError("the curl command takes its data from standard input: save it, and give it as @FILE");
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`the curl command names ${printable(path)}, which cannot be read: ${systemReason(error)}`);
  }
}

/**
 * curl's options that take a value: without knowing them, a value could not be
 * told from a URL. Options of a proxy that double one of these have `proxy-`
 * before it.
 */
export const LONG_WITH_VALUE: ReadonlySet<string> = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
  connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
  data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
  dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
  ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms
  haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt
  keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from
  mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
  parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy1.0 proxy-header
  proxy-user pubkey quote random-file range rate referer request request-target resolve retry
  retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service
  socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max
  tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file
  url url-query user user-agent variable vlan-priority write-out`.split(/\s+/),
);

/** The short options that take a value, and those that matter by their long names. */
export const SHORT_WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ..."AbcCDeEmoPQrtuUwxyYz".split("").map((letter) => [letter, ""] as const),
  ["d", "data"],
  ["F", "form"],
  ["H", "header"],
  ["K", "config"],
  ["T", "upload-file"],
  ["X", "request"],
]);

/** Short options without a value that matter. */
export const SHORT_FLAGS: ReadonlyMap<string, string> = new Map([
  ["G", "get"],
  ["I", "head"],
  [":", "next"],
]);
