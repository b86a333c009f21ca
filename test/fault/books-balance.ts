// The books that agents and hub keep themselves: they balance to the sample.
import type { BooksView } from '@campus/campus-model';
import { ApiClient } from '../harness/api.ts';
import { until } from '../harness/campus-run.ts';

/** Agents say their books every 10 s where they changed. */
const deadlineMs = 60_000;
const mostDaysBack = 60;
const dayMs = 86_400_000;

/** Waits until the books of all gateways balance with nothing waiting; null, or what of them does not. */
export async function booksBalance(panelPort: number): Promise<string | null> {
  const api = new ApiClient(`http://127.0.0.1:${panelPort}`);
  await api.signIn('admin');
  const from = new Date(Date.now() - mostDaysBack * dayMs).toISOString().slice(0, 10);
  let wrong: unknown[] = ['no books'];
  const look = async (): Promise<boolean> => {
    const books = await api.get<BooksView>(`/books?from=${from}`);
    if (books.days.length > 0) wrong = wrongRows(books);
    return wrong.length === 0;
  };
  return until(look, deadlineMs).then(
    () => null,
    () => `the books do not balance: ${JSON.stringify(wrong)}`,
  );
}

function wrongRows({ days, totals }: BooksView): unknown[] {
  const isDayFine = ({ taken, acknowledged, waiting, lost, missing }: (typeof days)[number]): boolean => {
    const inOutbox = (lost['outbox-full'] ?? 0) + (lost['segment-damaged'] ?? 0);
    const isNothingLost = inOutbox + (lost['disk-failed'] ?? 0) === 0;
    return missing === 0 && waiting === 0 && isNothingLost && taken === acknowledged;
  };
  return [
    ...days.filter((day) => !isDayFine(day)),
    ...totals.filter(({ difference, refused }) => difference !== 0 || refused !== 0),
  ];
}
