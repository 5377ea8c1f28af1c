// Who takes part. A contender has:
//
//   id, name    its name is for readers
//   scheme      the scheme that it verifies, of requests/schemes.mjs
//   make        takes the secret, and gives the function that is timed: it takes
//               `{ body, text, headers }`, and answers truth for what it accepts
//   isAsync     its answer is awaited
//   input       makes what the function takes instead, anew for every call
//
// and a peer also `package`, `note` (how it is called), and `rival`: the
// contender of Countersign that it is compared with.

import { byHand, byHandKeyObject } from "./by-hand.mjs";
import {
  countersign,
  countersignGithub,
  countersignStandard,
  countersignStripe,
  countersignSvix,
} from "./countersign.mjs";
import { hashWasm } from "./hash-wasm.mjs";
import { octokit } from "./octokit.mjs";
import { standardwebhooks } from "./standardwebhooks.mjs";
import { stripe } from "./stripe.mjs";
import { svix } from "./svix.mjs";
import { tern } from "./tern.mjs";

export const PEERS = [octokit, stripe, hashWasm, standardwebhooks, svix, tern];

export const CONTENDERS = [
  byHand,
  byHandKeyObject,
  countersign,
  countersignGithub,
  countersignStandard,
  countersignStripe,
  countersignSvix,
  ...PEERS,
];

/** Those that tables and charts show: one stands for Countersign where the scheme does not matter. */
export const SHOWN = CONTENDERS.filter(({ id }) => id === "countersign" || !id.startsWith("countersign-"));
