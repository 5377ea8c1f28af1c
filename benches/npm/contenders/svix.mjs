import { Webhook } from "svix";

export const svix = {
  id: "svix",
  name: "svix",
  package: "svix",
  rival: "countersign-svix",
  scheme: "svix",
  note: "`Webhook.verify`; the body as text",
  make: (secret) => {
    const webhook = new Webhook(secret);
    return ({ text, headers }) => {
      webhook.verify(text, headers); // throws what it refuses
      return true;
    };
  },
};
