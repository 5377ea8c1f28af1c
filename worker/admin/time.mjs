// Times: text for operators, milliseconds since the Unix epoch for inboxes.

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-](\d\d):(\d\d))$/i;

/** Reads a time as RFC 3339 writes it; `undefined` where it is none. */
export function readTime(text) {
  const [, year, month, day, ...clock] = RFC_3339.exec(text) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDate = date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day);
  const [hour, minute, second, offsetHour = 0, offsetMinute = 0] = clock;
  const isClock = hour < 24 && minute < 60 && second < 60 && offsetHour < 24 && offsetMinute < 60;
  return isDate && isClock ? Date.parse(text.toUpperCase()) : undefined;
}

/** Writes a time; what is null stays so. */
export function showTime(millis) {
  const date = new Date(millis ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
