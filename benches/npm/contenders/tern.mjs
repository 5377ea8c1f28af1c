import { WebhookVerificationService } from "@hookflo/tern";

/** It reads a web Request, which can be read once: each call gets one of its own, made before the clock starts. */
export const tern = {
  id: "tern",
  name: "tern",
  package: "@hookflo/tern",
  rival: "countersign-github",
  scheme: "github",
  note: "`verifyWithPlatformConfig`, awaited; the `Request` is made outside the timing",
  isAsync: true,
  input: ({ body, headers }) =>
    new Request("https://hooks.example.com/github", { method: "POST", body, headers }),
  make: (secret) => async (request) => {
    const result = await WebhookVerificationService.verifyWithPlatformConfig(request, "github", secret);
    return result.isValid;
  },
};
