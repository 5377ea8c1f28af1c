import { day, type Provider, type SampleValues } from "./sample-values.js";

const SITE = "site_q7w2e9";

const order = ({ key, person, company, cents, at }: SampleValues, status: string) => ({
  orderId: `ord_${key}`,
  siteId: SITE,
  status,
  customer: { email: person.email, name: `${person.first} ${person.last}` },
  items: [{ sku: "MUG-01", name: `Mug “${company.name}”`, quantity: 2, priceCents: cents }],
  totalCents: cents * 2,
  currency: "EUR",
  createdAt: at,
});

const booking = ({ key, person, date }: SampleValues) => ({
  bookingId: `bkg_${key}`,
  siteId: SITE,
  service: "Consultation, 45 minutes",
  customer: { name: `${person.first} ${person.last}`, email: person.email },
  date: day(date, 7),
  startTime: "14:30",
});

const page = ({ key, company }: SampleValues) => ({
  pageId: `pg_${key}`,
  siteId: SITE,
  title: `Case study: ${company.name}`,
  slug: `/work/${company.domain.split(".")[0]}`,
  locale: "en",
});

export const optimocms: Provider = {
  envelope: (type, data, { key }) => ({ id: `evt_${key}`, type, data }),
  data: {
    "form.submitted": ({ key, person, company, at }) => ({
      formId: "form_contact",
      siteId: SITE,
      submissionId: `sub_${key}`,
      fields: {
        firstName: person.first,
        lastName: person.last,
        email: person.email,
        phone: person.phone,
        company: company.name,
        message: "Could you call me back on Thursday? ☎",
      },
      submittedAt: at,
    }),
    "order.created": (values) => order(values, "pending"),
    "order.updated": (values) => ({ ...order(values, "shipped"), previousStatus: "paid" }),
    "booking.created": booking,
    "booking.cancelled": (values) => ({ ...booking(values), cancelledAt: values.at, reason: "ill" }),
    "page.created": (values) => ({ ...page(values), status: "draft", createdAt: values.at }),
    "page.updated": (values) => ({ ...page(values), changed: ["title", "content"], updatedAt: values.at }),
    "page.deleted": (values) => ({ ...page(values), deletedAt: values.at }),
    "site.published": ({ key, at }) => ({
      siteId: SITE,
      deploymentId: `dep_${key}`,
      url: "https://www.sable.example",
      environment: "production",
      pages: 24,
      publishedAt: at,
    }),
  },
};
