/** Days and months as text, by arithmetic of the oracles' own. */

const zoneMinutes: Readonly<Record<string, number>> = {
  UTC: 0,
  'Pacific/Kiritimati': 14 * 60,
  'Pacific/Pago_Pago': -11 * 60,
  'Asia/Kolkata': 330,
};

/** The day of an instant in one of a few zones, all without summer time. */
export function dayOf(instant: string, zone: string): string {
  const minutes = zoneMinutes[zone];
  if (minutes === undefined) throw new Error(`the oracle has no zone ${zone}`);
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString().slice(0, 10);
}

export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** All months from one to another, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from; month <= to; month = nextMonth(month)) months.push(month);
  return months;
}

/** Days from one day to another. */
export function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export function max(...texts: string[]): string {
  return texts.reduce((one, other) => (one > other ? one : other));
}

export function min(...texts: string[]): string {
  return texts.reduce((one, other) => (one < other ? one : other));
}
