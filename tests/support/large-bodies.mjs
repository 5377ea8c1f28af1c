// Bodies that cost a careless reader far more than their size.

/** As many repetitions as make the size. */
const repeat = (text, size) => text.repeat(Math.floor(size / text.length));

const nested = (open, close) => (size) => {
  const depth = Math.floor(size / (open.length + close.length));
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
};

/** By name, for a size in bytes: those that are nested as deep as they are long. */
export const DEEP = {
  "[[[[": (size) => repeat("[", size),
  "[[]]": nested("[", "]"),
  '{"a":{"a":': (size) => repeat('{"a":', size),
  '{"a":{"a":1}}': nested('{"a":', "}"),
  '[{"b":0,"a":[]}]': nested('[{"b":0,"a":', "}]"),
  '"[[]]"': (size) => JSON.stringify(nested("[", "]")(size)),
};

/** Those that have many members, or that grow where they are written in another way. */
export const WIDE = {
  "[1,1,1]": (size) => `[${repeat("1,", size)}1]`,
  "[[],[]]": (size) => `[${repeat("[],", size)}1]`,
  '{"b":1,"a":1}': (size) => `{${repeat('"b":1,"a":1,', size)}"c":1}`,
  "\\u00e9": (size) => `{"a":"${repeat("\\u00e9", size)}"}`,
  "<": (size) => `{"a":"${repeat("<", size)}"}`,
  "a=1&": (size) => `${repeat("a=1&", size)}a=1`,
  "%20": (size) => `a=${repeat("%20", size)}`,
  "line breaks": (size) => repeat("\n", size),
  "a Buffer": (size) => `{"type":"Buffer","data":[${repeat("1,", size)}1]}`,
};
