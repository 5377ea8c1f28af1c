import { day, type Provider, type SampleValues } from "./sample-values.js";

const HOUR = 3_600_000;

const lead = ({ key, person, company, at }: SampleValues, status: string) => ({
  id: `lead_${key}`,
  firstName: person.first,
  lastName: person.last,
  email: person.email,
  phone: person.phone,
  company: company.name,
  status,
  createdAt: at,
});

const contact = ({ key, person, at }: SampleValues) => ({
  id: `contact_${key}`,
  firstName: person.first,
  lastName: person.last,
  email: person.email,
  phone: person.phone,
  accountId: `account_${key}`,
  createdAt: at,
});

const account = ({ key, company, at }: SampleValues) => ({
  id: `account_${key}`,
  name: company.name,
  website: `https://${company.domain}`,
  industry: "Wholesale",
  billingCity: company.city,
  createdAt: at,
});

const opportunity = ({ key, company, cents, date, at }: SampleValues, stage: string) => ({
  id: `opp_${key}`,
  name: `${company.name}: annual plan`,
  accountId: `account_${key}`,
  stage,
  amount: cents / 100,
  currency: "USD",
  closeDate: day(date, stage.startsWith("CLOSED") ? 0 : 21),
  createdAt: at,
});

const quote = ({ key, serial, cents, date, at }: SampleValues, status: string) => ({
  id: `quote_${key}`,
  quoteNumber: `Q-${serial % 100_000}`,
  opportunityId: `opp_${key}`,
  status,
  total: cents / 100,
  currency: "USD",
  validUntil: day(date, 14),
  createdAt: at,
});

const order = ({ key, serial, cents, at }: SampleValues, status: string) => ({
  id: `order_${key}`,
  orderNumber: `SO-${serial % 100_000}`,
  accountId: `account_${key}`,
  status,
  total: cents / 100,
  currency: "USD",
  items: [{ sku: "PLAN-ANNUAL", quantity: 1, unitPrice: cents / 100 }],
  createdAt: at,
});

const meeting = ({ key, person, date }: SampleValues, start: number) => ({
  id: `meeting_${key}`,
  subject: "Product walk-through",
  contactId: `contact_${key}`,
  attendees: [person.email],
  startTime: new Date(date.getTime() + start).toISOString(),
  endTime: new Date(date.getTime() + start + HOUR / 2).toISOString(),
});

const task = ({ key }: SampleValues, status: string) => ({
  id: `task_${key}`,
  subject: "Call back about the renewal",
  status,
  relatedTo: `opp_${key}`,
});

const activity = ({ key, person }: SampleValues, status: string) => ({
  id: `activity_${key}`,
  type: "CALL",
  subject: `Introduce ${person.first} to the team`,
  status,
  contactId: `contact_${key}`,
});

const user = ({ key, person, at }: SampleValues) => ({
  id: `user_${key}`,
  name: `${person.first} ${person.last}`,
  email: person.email,
  role: "SALES_REP",
  createdAt: at,
});

export const salesos: Provider = {
  envelope: (type, data, { key, at }) => ({
    id: `evt_${key}`,
    type,
    timestamp: at,
    organizationId: "org_t41m8kz2qd",
    data,
  }),
  variants: {
    "event-id": (event, data, { key, date }) => ({
      event,
      eventId: `evt_${key}`,
      timestamp: date.getTime(),
      data,
    }),
  },
  data: {
    "lead.created": (values) => lead(values, "NEW"),
    "lead.updated": (values) => ({ ...lead(values, "CONTACTED"), updatedAt: values.at }),
    "lead.deleted": ({ key, at }) => ({ id: `lead_${key}`, deletedAt: at }),
    "lead.converted": (values) => ({
      ...lead(values, "CONVERTED"),
      contactId: `contact_${values.key}`,
      opportunityId: `opp_${values.key}`,
      convertedAt: values.at,
    }),
    "contact.created": contact,
    "contact.updated": (values) => ({ ...contact(values), updatedAt: values.at }),
    "account.created": account,
    "account.updated": (values) => ({ ...account(values), updatedAt: values.at }),
    "opportunity.created": (values) => opportunity(values, "PROSPECTING"),
    "opportunity.updated": (values) => ({ ...opportunity(values, "PROPOSAL"), updatedAt: values.at }),
    "opportunity.won": (values) => opportunity(values, "CLOSED_WON"),
    "opportunity.lost": (values) => ({ ...opportunity(values, "CLOSED_LOST"), lostReason: "Price" }),
    "quote.created": (values) => quote(values, "DRAFT"),
    "quote.approved": (values) => ({ ...quote(values, "APPROVED"), approvedAt: values.at }),
    "quote.sent": (values) => ({ ...quote(values, "SENT"), sentTo: values.person.email }),
    "order.created": (values) => order(values, "PENDING"),
    "order.completed": (values) => ({ ...order(values, "COMPLETED"), completedAt: values.at }),
    "meeting.scheduled": (values) => ({ ...meeting(values, 48 * HOUR), status: "SCHEDULED" }),
    "meeting.completed": (values) => ({ ...meeting(values, -HOUR), status: "COMPLETED", outcome: "Asked for a quote" }),
    "task.completed": (values) => ({ ...task(values, "COMPLETED"), completedAt: values.at }),
    "contact.deleted": ({ key, at }) => ({ id: `contact_${key}`, deletedAt: at }),
    "account.deleted": ({ key, at }) => ({ id: `account_${key}`, deletedAt: at }),
    "opportunity.stage_changed": (values) => ({
      ...opportunity(values, "NEGOTIATION"),
      previousStage: "PROPOSAL",
    }),
    "opportunity.deleted": ({ key, at }) => ({ id: `opp_${key}`, deletedAt: at }),
    "quote.accepted": (values) => ({ ...quote(values, "ACCEPTED"), acceptedAt: values.at }),
    "quote.rejected": (values) => ({ ...quote(values, "REJECTED"), reason: "Price" }),
    "quote.expired": (values) => ({ ...quote(values, "EXPIRED"), expiredAt: values.at }),
    "activity.created": (values) => activity(values, "PLANNED"),
    "activity.completed": (values) => ({ ...activity(values, "COMPLETED"), completedAt: values.at }),
    "task.created": (values) => task(values, "OPEN"),
    "task.overdue": (values) => ({ ...task(values, "OPEN"), dueDate: day(values.date, -1) }),
    "user.created": user,
    "user.updated": (values) => ({ ...user(values), updatedAt: values.at }),
    "form.submitted": ({ key, person, company }) => ({
      formId: "form_contact",
      submissionId: `sub_${key}`,
      fields: { name: `${person.first} ${person.last}`, email: person.email, company: company.name },
    }),
    test: ({ date }) => ({
      test: true,
      message: "This is only a test",
      timestamp: date.toISOString(),
    }),
  },
};
