import { Verifier } from "countersign";

import { SCHEMES } from "../requests/schemes.mjs";

const contender = (id, scheme) => ({
  id,
  name: id === "countersign" ? "Countersign" : `Countersign, ${scheme}`,
  scheme,
  make: (secret) => {
    const verifier = new Verifier(SCHEMES[scheme].scheme, secret);
    return ({ body, headers }) => verifier.verify(body, headers) !== undefined;
  },
});

/** Of the scheme that is verified by hand. */
export const countersign = contender("countersign", "whitelabelcro");

/** Of the schemes that peers verify. */
export const countersignStandard = contender("countersign-standard", "standard-webhooks");
export const countersignSvix = contender("countersign-svix", "svix");
export const countersignGithub = contender("countersign-github", "github");
export const countersignStripe = contender("countersign-stripe", "stripe");
