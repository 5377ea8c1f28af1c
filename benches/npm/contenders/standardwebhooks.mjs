import { Webhook } from "standardwebhooks";

const WITHOUT_JSON = { jsonParse: false };

export const standardwebhooks = {
  id: "standardwebhooks",
  name: "standardwebhooks",
  package: "standardwebhooks",
  rival: "countersign-standard",
  scheme: "standard-webhooks",
  note: "`Webhook.verify` with `jsonParse: false`; the body as text",
  make: (secret) => {
    const webhook = new Webhook(secret);
    return ({ text, headers }) => {
      webhook.verify(text, headers, WITHOUT_JSON); // throws what it refuses
      return true;
    };
  },
};
