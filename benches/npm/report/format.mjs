// Numbers as readers have them.

/** A size of a body, as `4 KB`. */
export function bytes(size) {
  if (size < 1024) return `${size} B`;
  return size < 2 ** 20 ? `${size / 1024} KB` : `${size / 2 ** 20} MB`;
}

/** Three digits that count, as `0.951`, `1.52` and `12.3`. */
export function decimal(value) {
  const digits = Math.floor(Math.log10(value));
  return value.toFixed(Math.min(3, Math.max(0, 2 - digits)));
}

/** A text of Markdown without its marks. */
export function plain(text) {
  return text.replaceAll("`", "");
}
