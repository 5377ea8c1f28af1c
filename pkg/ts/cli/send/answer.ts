/** More of an answer's body is not looked at. */
export const LONGEST_ANSWER = 4096;

/**
 * What an answer says in one word: the `code` of a problem, the `status` that
 * the edge filter answers with, or a body that is a word.
 */
export function wordOf(body: string): string {
  if (body.startsWith("{")) {
    try {
      const { code, status } = JSON.parse(body) as { code?: unknown; status?: unknown };
      return [code, status].find(isWord) ?? "";
    } catch {
      return "";
    }
  }
  return isWord(body) ? body : "";
}

function isWord(text: unknown): text is string {
  return typeof text === "string" && /^[a-z][a-z0-9_.-]{0,40}$/i.test(text);
}
