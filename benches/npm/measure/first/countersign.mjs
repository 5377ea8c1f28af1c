const { secret, text, headers } = JSON.parse(process.argv[2]);
const body = Buffer.from(text);

const start = performance.now();
const { Verifier } = await import("countersign");
const event = new Verifier("whitelabelcro", secret).verify(body, headers);
const end = performance.now();

if (event.type !== "client.updated") throw new Error("not what was sent");
console.log(end - start);
