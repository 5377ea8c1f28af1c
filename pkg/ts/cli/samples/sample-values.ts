import { randomBytes, randomInt } from "node:crypto";

/** What makes one event unlike any other. */
export interface SampleValues {
  /** Unlike that of any other event, of this run or another. */
  readonly key: string;
  /** The same as an integer that a JSON number holds. */
  readonly serial: number;
  /** When it happens. */
  readonly date: Date;
  /** The same in RFC 3339, to the second. */
  readonly at: string;
  readonly person: Person;
  readonly company: Company;
  /** A sum of money, in cents. */
  readonly cents: number;
}

interface Person {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
}

interface Company {
  readonly name: string;
  readonly domain: string;
  readonly city: string;
}

type Envelope = (type: string, data: unknown, values: SampleValues) => object;

/** A provider's events. */
export interface Provider {
  /** The envelope, as the provider's documentation has it. */
  readonly envelope: Envelope;
  /** The same in each variant of its scheme. */
  readonly variants?: Readonly<Record<string, Envelope>>;
  /** The data of every type that is documented. */
  readonly data: Readonly<Record<string, (values: SampleValues) => unknown>>;
}

// Names that a receiver which takes bytes for characters gets wrong, too.
const PEOPLE = [
  ["Jana", "Novák"], ["Miguel", "Ortega"], ["Aoife", "Byrne"], ["Kenji", "Watanabe"], ["Zoë", "Lindqvist"],
  ["Amara", "Okafor"], ["Łukasz", "Wójcik"], ["Priya", "Raman"],
] as const;
const COMPANIES = [
  ["Harbour & Pine", "harbourpine", "Galway"], ["Kestrel Logistics", "kestrel", "Brno"],
  ["Müller Feinmechanik", "mueller-fm", "Ulm"], ["Sable Coffee", "sable", "Porto"],
  ["Northlight Dental", "northlight", "Leeds"],
] as const;

/** Makes one values after the other. */
export function sampleValues(): (number: number, now: number) => SampleValues {
  const run = randomBytes(6).toString("hex");
  const firstSerial = randomInt(10 ** 12, 2 ** 48 - 10 ** 9);
  return (number, now) => {
    const [first, last] = PEOPLE[number % PEOPLE.length]!;
    const [name, label, city] = COMPANIES[number % COMPANIES.length]!;
    const date = new Date(now);
    return {
      key: run + number.toString(36).padStart(6, "0"),
      serial: firstSerial + number,
      date,
      at: `${date.toISOString().slice(0, 19)}Z`,
      person: {
        first,
        last,
        email: `${ascii(first)}.${ascii(last)}@${label}.example`,
        phone: `+44 20 7946 0${String(number % 1000).padStart(3, "0")}`,
      },
      company: { name, domain: `${label}.example`, city },
      cents: 4900 + (number % 997) * 125,
    };
  };
}

function ascii(name: string): string {
  return name.replaceAll("Ł", "L").normalize("NFD").replace(/[^A-Za-z]/g, "").toLowerCase();
}

/** The date some days later, without a time. */
export function day(date: Date, later: number): string {
  return new Date(date.getTime() + later * 86_400_000).toISOString().slice(0, 10);
}
