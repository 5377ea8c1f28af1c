// Why a request was refused: problem details (RFC 9457).

const TITLES = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Thrown where a request is refused. `more` is further members of the answer. */
export class Problem extends Error {
  constructor(status, code, detail, more = {}) {
    super(detail);
    this.answer = {
      type: `urn:countersign:error:${code}`,
      title: TITLES[status],
      status,
      code,
      detail,
      ...more,
    };
  }
}

/** A parameter that is not understood. */
export function invalid(parameter, reason, code = "invalid_parameter") {
  return new Problem(400, code, `${parameter}: ${reason}`, { parameter });
}
