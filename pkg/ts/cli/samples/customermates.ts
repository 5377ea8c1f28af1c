import { day, type Provider, type SampleValues } from "./sample-values.js";

/** The CRM's five entities, each as it is after the change. */
const ENTITIES: Readonly<Record<string, (values: SampleValues) => object>> = {
  contact: ({ key, person }) => ({
    id: key,
    firstName: person.first,
    lastName: person.last,
    emails: [person.email],
    phoneNumbers: [person.phone],
  }),
  organization: ({ key, company }) => ({
    id: key,
    name: company.name,
    website: `https://${company.domain}`,
    city: company.city,
  }),
  deal: ({ key, company, cents }) => ({
    id: key,
    name: `${company.name}: onboarding`,
    stage: "offer",
    totalValue: cents / 100,
    currency: "EUR",
  }),
  service: ({ key, cents }) => ({ id: key, name: "Monthly maintenance", price: cents / 100, currency: "EUR", unit: "month" }),
  task: ({ key, person, date }) => ({
    id: key,
    title: `Send ${person.first} the contract`,
    status: "open",
    dueDate: day(date, 3),
  }),
};

/** What an event says beside the entity. */
const ACTIONS: Readonly<Record<string, (values: SampleValues) => object>> = {
  created: ({ at }) => ({ createdAt: at }),
  updated: ({ at, date }) => ({
    changes: { updatedAt: { previous: `${day(date, -40)}T09:12:00Z`, current: at } },
  }),
  deleted: ({ at }) => ({ deletedAt: at }),
};

export const customermates: Provider = {
  // It has no id: the key within the data keeps its hash unlike any other.
  envelope: (type, data, { date }) => ({ event: type, data, timestamp: date.toISOString() }),
  data: Object.fromEntries(
    Object.entries(ENTITIES).flatMap(([entity, make]) =>
      Object.entries(ACTIONS).map(([action, change]) => [
        `${entity}.${action}`,
        (values: SampleValues) => ({
          userId: "usr_4d1c77",
          companyId: "cmp_9f20ab",
          entityId: values.key,
          payload: { [entity]: make(values), ...change(values) },
        }),
      ]),
    ),
  ),
};
