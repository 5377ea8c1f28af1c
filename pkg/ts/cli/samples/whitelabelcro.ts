import { day, type Provider, type SampleValues } from "./sample-values.js";

const payment = ({ serial, cents }: SampleValues) => ({
  payment_id: serial,
  client_id: serial % 10_000,
  invoice_id: serial % 100_000,
  amount: cents / 100,
  currency: "USD",
  method: "card",
});

export const whitelabelcro: Provider = {
  envelope: (type, payload, { serial, at }) => ({ id: serial, type, createdUtc: at, payload }),
  data: {
    "client.created": ({ serial, person, at }) => ({
      client_id: serial,
      first_name: person.first,
      last_name: person.last,
      email: person.email,
      phone: person.phone,
      status: "active",
      created_utc: at,
    }),
    "payment.succeeded": (values) => ({ ...payment(values), status: "succeeded", paid_utc: values.at }),
    "payment.failed": (values) => ({
      ...payment(values),
      status: "failed",
      failure_reason: "card_declined",
      next_attempt_utc: `${day(values.date, 3)}T08:00:00Z`,
    }),
    "invoice.created": ({ serial, cents, date }) => ({
      invoice_id: serial,
      client_id: serial % 10_000,
      number: `WL-${serial % 100_000}`,
      amount_due: cents / 100,
      currency: "USD",
      due_date: day(date, 14),
    }),
    "agreement.signed": ({ serial, person, at }) => ({
      agreement_id: serial,
      client_id: serial % 10_000,
      title: "Service agreement",
      signer_name: `${person.first} ${person.last}`,
      signer_email: person.email,
      signed_utc: at,
    }),
  },
};
