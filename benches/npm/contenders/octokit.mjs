import { verify } from "@octokit/webhooks-methods";

export const octokit = {
  id: "octokit",
  name: "octokit",
  package: "@octokit/webhooks-methods",
  rival: "countersign-github",
  scheme: "github",
  note: "`verify`, awaited; the body as text",
  isAsync: true,
  make: (secret) => ({ text, headers }) => verify(secret, text, headers["x-hub-signature-256"]),
};
