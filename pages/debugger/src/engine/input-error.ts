/** The input cannot be parsed. The message is shown to the user. */
export class InputError extends Error {
  readonly field: "request" | "scheme" | "secret" | "wire" | "handler";

  constructor(message: string, field: InputError["field"] = "request") {
    super(message);
    this.field = field;
  }
}
