import { day, type Provider, type SampleValues } from "./sample-values.js";

const lead = ({ key, person, company }: SampleValues) => ({
  id: `led_${key}`,
  title: `${company.name}: tasting-room fit-out`,
  first_name: person.first,
  last_name: person.last,
  email: person.email,
  phone: person.phone,
  status: "assigned",
  source: "web form",
});

const account = ({ key, company }: SampleValues) => ({
  id: `acc_${key}`,
  name: company.name,
  website: `https://${company.domain}`,
  billing_city: company.city,
});

const contact = ({ key, person }: SampleValues) => ({
  id: `con_${key}`,
  first_name: person.first,
  last_name: person.last,
  email: person.email,
});

const opportunity = (values: SampleValues, stage: string) => ({
  id: `opp_${values.key}`,
  name: `${values.company.name}: ${20 + (values.cents % 60)} barrel racks`,
  amount: values.cents / 100,
  currency: "EUR",
  stage,
  account: account(values),
  closed_on: stage === "CLOSED WON" ? day(values.date, 0) : null,
});

const ticket = ({ key, person, at }: SampleValues, priority: string) => ({
  id: `cas_${key}`,
  name: "Delivery arrived incomplete",
  status: "New",
  priority,
  contact: { email: person.email },
  opened_at: at,
});

const invoice = (values: SampleValues, status: string) => ({
  id: `inv_${values.key}`,
  number: `INV-${values.serial % 100_000}`,
  status,
  currency: "EUR",
  total: values.cents / 100,
  due_on: day(values.date, 30),
  customer: { name: values.company.name, email: values.person.email },
});

/** What its code speaks of where its document has an opportunity. */
const deal = (values: SampleValues, stage: string) => ({
  id: `dea_${values.key}`,
  name: `${values.company.name}: ${20 + (values.cents % 60)} barrel racks`,
  stage,
  amount: (values.cents / 100).toFixed(2),
});

const task = ({ key, person, date }: SampleValues) => ({
  id: `tas_${key}`,
  title: `Call ${person.first} back`,
  status: "New",
  due_date: day(date, 2),
});

const CHANGES = ["created", "updated", "deleted"] as const;

/** The events of one kind of record, which all have the record. */
function changes(kind: string, record: (values: SampleValues) => object): Provider["data"] {
  return Object.fromEntries(
    CHANGES.map((change) => [
      `${kind}.${change}`,
      (values: SampleValues) => ({ [kind]: { ...record(values), [`${change}_at`]: values.at } }),
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
    ...changes("deal", (values) => deal(values, "PROPOSAL")),
    ...changes("ticket", (values) => ticket(values, "Normal")),
    ...changes("invoice", (values) => invoice(values, "Draft")),
    ...changes("task", task),
    "deal.won": (values) => ({ deal: deal(values, "CLOSED WON") }),
    "deal.lost": (values) => ({ deal: { ...deal(values, "CLOSED LOST"), reason: "price" } }),
    "ticket.comment_added": (values) => ({
      ticket: ticket(values, "Normal"),
      comment: { id: `com_${values.key}`, text: "The missing rack is on its way.", author: values.person.email },
    }),
    ping: () => ({ message: "A test of this endpoint" }),
    "lead.created": (values) => ({ lead: lead(values) }),
    "lead.converted": (values) => ({
      lead: { ...lead(values), status: "converted" },
      account: account(values),
      contact: contact(values),
      opportunity: opportunity(values, "QUALIFICATION"),
    }),
    "opportunity.stage_changed": (values) => ({
      opportunity: opportunity(values, "NEGOTIATION"),
      previous_stage: "PROPOSAL",
    }),
    "opportunity.won": (values) => ({ opportunity: opportunity(values, "CLOSED WON") }),
    "case.created": (values) => ({ case: ticket(values, "Normal") }),
    "case.escalated": (values) => ({
      case: { ...ticket(values, "Urgent"), status: "Escalated", sla_hours: 8 },
    }),
    "invoice.sent": (values) => ({ invoice: { ...invoice(values, "Sent"), sent_at: values.at } }),
    "invoice.paid": (values) => ({ invoice: { ...invoice(values, "Paid"), paid_at: values.at } }),
  },
};
