// The cache of API answers. The live stream writes into it, so most of it never needs asking again.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './http.ts';

const mostRetries = 2;

/** Called when the session turns out to be over. */
let onSignedOut: () => void = () => {};

export function setOnSignedOut(run: () => void): void {
  onSignedOut = run;
}

function watchForSignOut(error: Error): void {
  if (error instanceof ApiError && error.code === 'sign-in-needed') onSignedOut();
}

/** Only a server that was not reached is asked again: a refusal stays a refusal. */
function isWorthRetrying(failures: number, error: Error): boolean {
  return failures < mostRetries && error instanceof ApiError && error.code === 'unreachable';
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: watchForSignOut }),
  mutationCache: new MutationCache({ onError: watchForSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: isWorthRetrying,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
