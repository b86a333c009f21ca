// Who is signed in, and signing in and out.
import type { demoAccountSchema, Identity } from '@campus/campus-model';
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useWords } from '../i18n/index.ts';
import { useCampus } from './campus.ts';
import { ApiError, api } from './http.ts';
import { queryClient } from './query-client.ts';

export type DemoAccount = ReturnType<typeof demoAccountSchema.parse>;

/** The signed-in person, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    try {
      return await api<Identity>('/session');
    } catch (error) {
      if (error instanceof ApiError && error.code === 'sign-in-needed') return null;
      throw error;
    }
  },
});

export const demoAccountsQuery = queryOptions({
  queryKey: ['demo-accounts'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => api<DemoAccount[]>('/demo-accounts'),
});

/** The person behind the page; only pages behind sign-in ask. */
export function useIdentity(): Identity {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data)
    throw new ApiError({
      code: 'sign-in-needed',
      message: { zh: '请先登录。', en: 'Sign in first.' },
      detail: null,
    });
  return data;
}

/** The person's name in the reader's language where it is known in both, as those of the demo are. */
export function usePersonName(): string {
  const { account, name } = useIdentity();
  const words = useWords();
  const demo = useQuery({ ...demoAccountsQuery, enabled: useCampus().isDemo }).data?.find(
    (known) => known.account === account,
  );
  return demo ? words(demo.name) : name;
}

export async function signIn(account: string, password: string): Promise<Identity> {
  const identity = await api<Identity>('/session', { method: 'POST', body: { account, password } });
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, identity);
  return identity;
}

export async function signOut(): Promise<void> {
  await api<null>('/session', { method: 'DELETE' });
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

/** Asks the hub whether the session still stands; an unreachable hub leaves it as it is. */
export async function checkSession(): Promise<boolean> {
  try {
    await api<Identity>('/session');
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'sign-in-needed') return true;
    await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    return false;
  }
}
