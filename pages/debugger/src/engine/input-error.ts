/** What was given cannot be read. The message is for the reader. */
export class Unreadable extends Error {
  readonly field: "request" | "scheme" | "secret" | "wire" | "handler";

  constructor(message: string, field: Unreadable["field"] = "request") {
    super(message);
    this.field = field;
  }
}
