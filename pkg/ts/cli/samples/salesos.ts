import { day, type Occasion, type Provider } from "./occasion.js";

const HOUR = 3_600_000;

const lead = ({ key, person, company, at }: Occasion, status: string) => ({
  id: `lead_${key}`,
  firstName: person.first,
  lastName: person.last,
  email: person.email,
  phone: person.phone,
  company: company.name,
  status,
  createdAt: at,
});

const contact = ({ key, person, at }: Occasion) => ({
  id: `contact_${key}`,
  firstName: person.first,
  lastName: person.last,
  email: person.email,
  phone: person.phone,
  accountId: `account_${key}`,
  createdAt: at,
});

const account = ({ key, company, at }: Occasion) => ({
  id: `account_${key}`,
  name: company.name,
  website: `https://${company.domain}`,
  industry: "Wholesale",
  billingCity: company.city,
  createdAt: at,
});

const opportunity = ({ key, company, cents, date, at }: Occasion, stage: string) => ({
  id: `opp_${key}`,
  name: `${company.name}: annual plan`,
  accountId: `account_${key}`,
  stage,
  amount: cents / 100,
  currency: "USD",
  closeDate: day(date, stage.startsWith("CLOSED") ? 0 : 21),
  createdAt: at,
});

const quote = ({ key, serial, cents, date, at }: Occasion, status: string) => ({
  id: `quote_${key}`,
  quoteNumber: `Q-${serial % 100_000}`,
  opportunityId: `opp_${key}`,
  status,
  total: cents / 100,
  currency: "USD",
  validUntil: day(date, 14),
  createdAt: at,
});

const order = ({ key, serial, cents, at }: Occasion, status: string) => ({
  id: `order_${key}`,
  orderNumber: `SO-${serial % 100_000}`,
  accountId: `account_${key}`,
  status,
  total: cents / 100,
  currency: "USD",
  items: [{ sku: "PLAN-ANNUAL", quantity: 1, unitPrice: cents / 100 }],
  createdAt: at,
});

const meeting = ({ key, person, date }: Occasion, start: number) => ({
  id: `meeting_${key}`,
  subject: "Product walk-through",
  contactId: `contact_${key}`,
  attendees: [person.email],
  startTime: new Date(date.getTime() + start).toISOString(),
  endTime: new Date(date.getTime() + start + HOUR / 2).toISOString(),
});

const task = ({ key }: Occasion, status: string) => ({
  id: `task_${key}`,
  subject: "Call back about the renewal",
  status,
  relatedTo: `opp_${key}`,
});

const activity = ({ key, person }: Occasion, status: string) => ({
  id: `activity_${key}`,
  type: "CALL",
  subject: `Introduce ${person.first} to the team`,
  status,
  contactId: `contact_${key}`,
});

const user = ({ key, person, at }: Occasion) => ({
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
    "lead.created": (occasion) => lead(occasion, "NEW"),
    "lead.updated": (occasion) => ({ ...lead(occasion, "CONTACTED"), updatedAt: occasion.at }),
    "lead.deleted": ({ key, at }) => ({ id: `lead_${key}`, deletedAt: at }),
    "lead.converted": (occasion) => ({
      ...lead(occasion, "CONVERTED"),
      contactId: `contact_${occasion.key}`,
      opportunityId: `opp_${occasion.key}`,
      convertedAt: occasion.at,
    }),
    "contact.created": contact,
    "contact.updated": (occasion) => ({ ...contact(occasion), updatedAt: occasion.at }),
    "account.created": account,
    "account.updated": (occasion) => ({ ...account(occasion), updatedAt: occasion.at }),
    "opportunity.created": (occasion) => opportunity(occasion, "PROSPECTING"),
    "opportunity.updated": (occasion) => ({ ...opportunity(occasion, "PROPOSAL"), updatedAt: occasion.at }),
    "opportunity.won": (occasion) => opportunity(occasion, "CLOSED_WON"),
    "opportunity.lost": (occasion) => ({ ...opportunity(occasion, "CLOSED_LOST"), lostReason: "Price" }),
    "quote.created": (occasion) => quote(occasion, "DRAFT"),
    "quote.approved": (occasion) => ({ ...quote(occasion, "APPROVED"), approvedAt: occasion.at }),
    "quote.sent": (occasion) => ({ ...quote(occasion, "SENT"), sentTo: occasion.person.email }),
    "order.created": (occasion) => order(occasion, "PENDING"),
    "order.completed": (occasion) => ({ ...order(occasion, "COMPLETED"), completedAt: occasion.at }),
    "meeting.scheduled": (occasion) => ({ ...meeting(occasion, 48 * HOUR), status: "SCHEDULED" }),
    "meeting.completed": (occasion) => ({ ...meeting(occasion, -HOUR), status: "COMPLETED", outcome: "Asked for a quote" }),
    "task.completed": (occasion) => ({ ...task(occasion, "COMPLETED"), completedAt: occasion.at }),
    "contact.deleted": ({ key, at }) => ({ id: `contact_${key}`, deletedAt: at }),
    "account.deleted": ({ key, at }) => ({ id: `account_${key}`, deletedAt: at }),
    "opportunity.stage_changed": (occasion) => ({
      ...opportunity(occasion, "NEGOTIATION"),
      previousStage: "PROPOSAL",
    }),
    "opportunity.deleted": ({ key, at }) => ({ id: `opp_${key}`, deletedAt: at }),
    "quote.accepted": (occasion) => ({ ...quote(occasion, "ACCEPTED"), acceptedAt: occasion.at }),
    "quote.rejected": (occasion) => ({ ...quote(occasion, "REJECTED"), reason: "Price" }),
    "quote.expired": (occasion) => ({ ...quote(occasion, "EXPIRED"), expiredAt: occasion.at }),
    "activity.created": (occasion) => activity(occasion, "PLANNED"),
    "activity.completed": (occasion) => ({ ...activity(occasion, "COMPLETED"), completedAt: occasion.at }),
    "task.created": (occasion) => task(occasion, "OPEN"),
    "task.overdue": (occasion) => ({ ...task(occasion, "OPEN"), dueDate: day(occasion.date, -1) }),
    "user.created": user,
    "user.updated": (occasion) => ({ ...user(occasion), updatedAt: occasion.at }),
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
