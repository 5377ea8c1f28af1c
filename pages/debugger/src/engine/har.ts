import { Buffer } from "../host/buffer.ts";
import type { HarEntry, HeaderLine, Request } from "./protocol.ts";
import { InputError } from "./input-error.ts";

/** The number of entries to choose from. */
const MAX_ENTRIES = 5000;

interface HarRequest {
  method?: unknown;
  url?: unknown;
  headers?: unknown;
  postData?: { text?: unknown; encoding?: unknown; params?: unknown };
}

/** The requests of a HAR file, or of an entry or request copied from one. */
export class HarFile {
  private readonly requests: readonly HarRequest[];

  constructor(json: string) {
    let root: unknown;
    try {
      root = JSON.parse(json);
    } catch (error) {
      throw new InputError(`this looks like a HAR file, and is damaged: ${(error as Error).message}`);
    }
    this.requests = requestsOf(root).slice(0, MAX_ENTRIES);
    if (this.requests.length === 0) throw new InputError("this HAR file has no requests");
  }

  /** Whether a text begins as a HAR file does. */
  static isOne(text: string): boolean {
    return /^\ufeff?\s*\{/.test(text) && /"(log|entries|request)"\s*:/.test(text.slice(0, 4096));
  }

  get entries(): HarEntry[] {
    return this.requests.map(({ method, url, headers }, index) => ({
      index,
      method: String(method ?? "GET").slice(0, 20),
      url: String(url ?? "").slice(0, 300),
      isSigned: linesOf(headers).some(([name]) => /signature|^webhook-id$|^x-hub-|hmac/i.test(name)),
    }));
  }

  /** The index of the first request that looks signed, or of the first. */
  get likeliest(): number {
    return Math.max(0, this.entries.findIndex(({ isSigned }) => isSigned));
  }

  request(index: number): { request: Request; warnings: string[] } {
    const entry = this.requests[index] ?? this.requests[0]!;
    const warnings: string[] = [];
    const { text, encoding } = entry.postData ?? {};
    let body = new Uint8Array();
    if (typeof text === "string") {
      body = encoding === "base64" ? Buffer.from(atob(text), "latin1") : Buffer.from(text);
      if (encoding !== "base64") warnings.push("a HAR file holds the body as text: bytes that are not UTF-8 are lost in it");
    } else if (entry.postData?.params !== undefined) {
      warnings.push("the HAR file has the form's fields and not the body's text, so the bytes are not known");
    }
    const headers = linesOf(entry.headers).filter(([name]) => !name.startsWith(":"));
    const stated = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    if (stated !== undefined && stated !== String(body.length)) {
      warnings.push(`Content-Length says ${stated} bytes, and the HAR file has ${body.length}`);
    }
    const request = {
      method: typeof entry.method === "string" ? entry.method : undefined,
      url: typeof entry.url === "string" ? entry.url : undefined,
      headers,
      body,
    };
    return { request, warnings };
  }
}

function requestsOf(root: unknown): HarRequest[] {
  const member = (value: unknown, name: string) => (value as Record<string, unknown> | null)?.[name];
  const entries = member(member(root, "log"), "entries") ?? member(root, "entries");
  const all = Array.isArray(entries) ? (entries as unknown[]) : [root];
  return all
    .map((entry) => member(entry, "request"))
    .filter((request): request is HarRequest => typeof request === "object" && request !== null);
}

function linesOf(headers: unknown): HeaderLine[] {
  if (!Array.isArray(headers)) return [];
  return headers.flatMap((header: { name?: unknown; value?: unknown } | null) =>
    typeof header?.name === "string" && typeof header.value === "string" ? [[header.name, header.value] as const] : [],
  );
}
