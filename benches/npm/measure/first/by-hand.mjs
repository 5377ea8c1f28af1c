const { secret, text, headers } = JSON.parse(process.argv[2]);
const body = Buffer.from(text);

const start = performance.now();
const { makeVerifier } = await import("../../hand-written.mjs");
const accepted = makeVerifier(secret)(body, headers);
const end = performance.now();

if (!accepted) throw new Error("not what was sent");
console.log(end - start);
