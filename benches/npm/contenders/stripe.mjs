import Stripe from "stripe";

const { signature } = Stripe.webhooks;
const TOLERANCE_S = 300;

/** Its header has parts, which a scheme of Countersign's cannot express: the rival verifies another. */
export const stripe = {
  id: "stripe",
  name: "stripe",
  package: "stripe",
  rival: "countersign",
  scheme: "stripe",
  note: "`webhooks.signature.verifyHeader`, which does not parse the JSON; the body as text",
  make: (secret) => ({ text, headers }) =>
    signature.verifyHeader(text, headers["stripe-signature"], secret, TOLERANCE_S),
};
