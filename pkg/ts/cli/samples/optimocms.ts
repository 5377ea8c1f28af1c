import { day, type Occasion, type Provider } from "./occasion.js";

const SITE = "site_q7w2e9";

const order = ({ key, person, company, cents, at }: Occasion, status: string) => ({
  orderId: `ord_${key}`,
  siteId: SITE,
  status,
  customer: { email: person.email, name: `${person.first} ${person.last}` },
  items: [{ sku: "MUG-01", name: `Mug “${company.name}”`, quantity: 2, priceCents: cents }],
  totalCents: cents * 2,
  currency: "EUR",
  createdAt: at,
});

const booking = ({ key, person, date }: Occasion) => ({
  bookingId: `bkg_${key}`,
  siteId: SITE,
  service: "Consultation, 45 minutes",
  customer: { name: `${person.first} ${person.last}`, email: person.email },
  date: day(date, 7),
  startTime: "14:30",
});

const page = ({ key, company }: Occasion) => ({
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
    "order.created": (occasion) => order(occasion, "pending"),
    "order.updated": (occasion) => ({ ...order(occasion, "shipped"), previousStatus: "paid" }),
    "booking.created": booking,
    "booking.cancelled": (occasion) => ({ ...booking(occasion), cancelledAt: occasion.at, reason: "ill" }),
    "page.created": (occasion) => ({ ...page(occasion), status: "draft", createdAt: occasion.at }),
    "page.updated": (occasion) => ({ ...page(occasion), changed: ["title", "content"], updatedAt: occasion.at }),
    "page.deleted": (occasion) => ({ ...page(occasion), deletedAt: occasion.at }),
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
