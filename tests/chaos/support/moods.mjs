// What a destination may do instead of answering as it should.

/** Begins an answer, and resets the connection in its body. */
export function resets(response) {
  response.writeHead(500, { "content-length": "100" });
  response.write("about", () => response.socket?.resetAndDestroy());
}

/** Resets the connection before any answer. */
export function hangsUp(response) {
  response.socket.resetAndDestroy();
}

/** Answers with what is no HTTP. */
export function talksGarbage(response) {
  response.socket.end("\x00\xff\x16\x03 200 OK\r\nwebhook: accepted\r\n\r\n\r\n");
}

/** Fails, and never ends telling why. */
export function complainsForEver(response) {
  pour(response.writeHead(500));
}

/** Takes the event, and never ends saying so: the head of the answer is what counts. */
export function praisesForEver(response, entry) {
  entry.answered = 200;
  pour(response.writeHead(200));
}

/** Writes a body for as long as somebody reads it. */
function pour(response) {
  const line = "x".repeat(1 << 16);
  const goOn = () => {
    while (!response.destroyed && response.write(line));
  };
  response.on("drain", goOn);
  goOn();
}

/** Sends one header after the other, and never a body. */
export function neverBegins(response) {
  const { socket } = response;
  socket.write("HTTP/1.1 200 OK\r\n");
  const timer = setInterval(() => socket.write("x-more: 1\r\n"), 100);
  socket.on("error", () => {}).once("close", () => clearInterval(timer));
}

/** Redirects to a place that must not be asked: `to`. */
export const redirects = (to) => (response) => {
  response.writeHead(307, { location: to }).end();
};

/** Answers well, and takes its time. */
export function dawdles(response) {
  setTimeout(() => response.writeHead(204).end(), 700);
}

/** Takes the request, and says nothing. */
export function isSilent() {}
