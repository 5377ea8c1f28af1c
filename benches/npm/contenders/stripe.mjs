import Stripe from "stripe";

const { signature } = Stripe.webhooks;
const TOLERANCE_S = 300;

export const stripe = {
  id: "stripe",
  name: "stripe",
  package: "stripe",
  rival: "countersign-stripe",
  scheme: "stripe",
  note: "`webhooks.signature.verifyHeader`, which does not parse the JSON; the body as text",
  make: (secret) => ({ text, headers }) =>
    signature.verifyHeader(text, headers["stripe-signature"], secret, TOLERANCE_S),
};
