import { day, type Occasion, type Provider } from "./occasion.js";

const lead = ({ key, person, company }: Occasion) => ({
  id: `led_${key}`,
  title: `${company.name}: tasting-room fit-out`,
  first_name: person.first,
  last_name: person.last,
  email: person.email,
  phone: person.phone,
  status: "assigned",
  source: "web form",
});

const account = ({ key, company }: Occasion) => ({
  id: `acc_${key}`,
  name: company.name,
  website: `https://${company.domain}`,
  billing_city: company.city,
});

const contact = ({ key, person }: Occasion) => ({
  id: `con_${key}`,
  first_name: person.first,
  last_name: person.last,
  email: person.email,
});

const opportunity = (occasion: Occasion, stage: string) => ({
  id: `opp_${occasion.key}`,
  name: `${occasion.company.name}: ${20 + (occasion.cents % 60)} barrel racks`,
  amount: occasion.cents / 100,
  currency: "EUR",
  stage,
  account: account(occasion),
  closed_on: stage === "CLOSED WON" ? day(occasion.date, 0) : null,
});

const ticket = ({ key, person, at }: Occasion, priority: string) => ({
  id: `cas_${key}`,
  name: "Delivery arrived incomplete",
  status: "New",
  priority,
  contact: { email: person.email },
  opened_at: at,
});

const invoice = (occasion: Occasion, status: string) => ({
  id: `inv_${occasion.key}`,
  number: `INV-${occasion.serial % 100_000}`,
  status,
  currency: "EUR",
  total: occasion.cents / 100,
  due_on: day(occasion.date, 30),
  customer: { name: occasion.company.name, email: occasion.person.email },
});

/** What its code speaks of where its document has an opportunity. */
const deal = (occasion: Occasion, stage: string) => ({
  id: `dea_${occasion.key}`,
  name: `${occasion.company.name}: ${20 + (occasion.cents % 60)} barrel racks`,
  stage,
  amount: (occasion.cents / 100).toFixed(2),
});

const task = ({ key, person, date }: Occasion) => ({
  id: `tas_${key}`,
  title: `Call ${person.first} back`,
  status: "New",
  due_date: day(date, 2),
});

const CHANGES = ["created", "updated", "deleted"] as const;

/** The events of one kind of record, which all have the record. */
function changes(kind: string, record: (occasion: Occasion) => object): Provider["data"] {
  return Object.fromEntries(
    CHANGES.map((change) => [
      `${kind}.${change}`,
      (occasion: Occasion) => ({ [kind]: { ...record(occasion), [`${change}_at`]: occasion.at } }),
    ]),
  );
}

export const bottlecrm: Provider = {
  envelope: (type, data, { key, at }) => ({
    id: `evt_${key}`,
    type,
    created_at: at,
    org_id: "5b0e7c1d-2f64-4a39-9d38-6f1c0b7e2a95",
    data,
  }),
  variants: {
    timestamped: (event, data, { key, at }) => ({
      id: `evt_${key}`,
      event,
      created_at: at.replace("Z", "+00:00"),
      org_id: "5b0e7c1d-2f64-4a39-9d38-6f1c0b7e2a95",
      data,
    }),
  },
  data: {
    ...changes("lead", lead),
    ...changes("contact", contact),
    ...changes("account", account),
    ...changes("deal", (occasion) => deal(occasion, "PROPOSAL")),
    ...changes("ticket", (occasion) => ticket(occasion, "Normal")),
    ...changes("invoice", (occasion) => invoice(occasion, "Draft")),
    ...changes("task", task),
    "deal.won": (occasion) => ({ deal: deal(occasion, "CLOSED WON") }),
    "deal.lost": (occasion) => ({ deal: { ...deal(occasion, "CLOSED LOST"), reason: "price" } }),
    "ticket.comment_added": (occasion) => ({
      ticket: ticket(occasion, "Normal"),
      comment: { id: `com_${occasion.key}`, text: "The missing rack is on its way.", author: occasion.person.email },
    }),
    ping: () => ({ message: "A test of this endpoint" }),
    "lead.created": (occasion) => ({ lead: lead(occasion) }),
    "lead.converted": (occasion) => ({
      lead: { ...lead(occasion), status: "converted" },
      account: account(occasion),
      contact: contact(occasion),
      opportunity: opportunity(occasion, "QUALIFICATION"),
    }),
    "opportunity.stage_changed": (occasion) => ({
      opportunity: opportunity(occasion, "NEGOTIATION"),
      previous_stage: "PROPOSAL",
    }),
    "opportunity.won": (occasion) => ({ opportunity: opportunity(occasion, "CLOSED WON") }),
    "case.created": (occasion) => ({ case: ticket(occasion, "Normal") }),
    "case.escalated": (occasion) => ({
      case: { ...ticket(occasion, "Urgent"), status: "Escalated", sla_hours: 8 },
    }),
    "invoice.sent": (occasion) => ({ invoice: { ...invoice(occasion, "Sent"), sent_at: occasion.at } }),
    "invoice.paid": (occasion) => ({ invoice: { ...invoice(occasion, "Paid"), paid_at: occasion.at } }),
  },
};
