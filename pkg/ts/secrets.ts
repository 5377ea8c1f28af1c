/**
 * The secrets as a list of their own.
 *
 * @param secrets - Secret: no message says anything of their content.
 * @throws TypeError for what is no string, or no well-formed one.
 */
export function toSecrets(secrets: string | readonly string[]): readonly string[] {
  const list = Array.isArray(secrets) ? [...(secrets as readonly string[])] : [secrets as string];
  for (const secret of list) {
    if (typeof secret !== "string") {
      throw new TypeError(
        `A secret must be a string: it is ${secret === null ? "null" : typeof secret}.` +
          (secret === undefined ? " Is its environment variable set?" : ""),
      );
    }
    if (/\p{Surrogate}/u.test(secret)) {
      throw new TypeError("A secret must be well-formed: it has half a surrogate pair.");
    }
  }
  return list;
}
