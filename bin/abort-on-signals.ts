// Ctrl-C and a service manager's end break a command off in order, so that it removes what is half done.

/** Aborted by the first signal; a second one ends the process at once. */
export function abortOnSignals(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => abort.abort());
  return abort.signal;
}
