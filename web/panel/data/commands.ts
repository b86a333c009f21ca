// Commands: given by the page, followed by the live stream until they are final.
import { type Command, type CommandRequest, isFinal } from '@campus/campus-model';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { api, queryString } from './http.ts';
import { queryClient } from './query-client.ts';
import { refreshStanding } from './standing.ts';

/** Enough for the recent commands of a busy room. */
const recentCommands = 200;

/** The stream tells each step at once; asking is for a stream that was lost meanwhile. */
const askAgainMs = 2000;

const openStates: readonly Command['state'][] = ['requested', 'accepted', 'written'];

export function isPending(command: Command | null | undefined): boolean {
  return command !== null && command !== undefined && openStates.includes(command.state);
}

export const recentCommandsQuery = queryOptions({
  queryKey: ['commands', 'recent'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => api<Command[]>(`/commands${queryString({ limit: recentCommands })}`),
});

/** The last command that this page knows for a point; asked again while it is open. */
function lastCommandQuery(pointId: string) {
  return queryOptions({
    queryKey: ['commands', 'last', pointId],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 5 * 60_000,
    queryFn: async (): Promise<Command | null> => {
      const known = queryClient.getQueryData<Command | null>(['commands', 'last', pointId]);
      return known ? api<Command>(`/commands/${encodeURIComponent(known.id)}`) : null;
    },
    refetchInterval: ({ state }) => (isPending(state.data) ? askAgainMs : false),
  });
}

export function useLastCommand(pointId: string): Command | null {
  return useQuery(lastCommandQuery(pointId)).data ?? null;
}

/** Changed commands of the live stream: an older command never hides a newer one. */
export function applyCommands(changed: readonly Command[]): void {
  for (const command of changed) {
    queryClient.setQueryData(lastCommandQuery(command.pointId).queryKey, (known) =>
      known && known.requestedAt > command.requestedAt ? known : command,
    );
  }
  queryClient.setQueryData(
    recentCommandsQuery.queryKey,
    (recent) => recent && mergeCommands(recent, changed),
  );
  if (changed.some(({ state }) => isFinal(state))) refreshStanding();
}

function mergeCommands(recent: readonly Command[], changed: readonly Command[]): Command[] {
  const byId = new Map(recent.map((command) => [command.id, command]));
  for (const command of changed) byId.set(command.id, command);
  return [...byId.values()].sort((a, b) => b.requestedAt - a.requestedAt).slice(0, recentCommands);
}

export function refreshCommands(): void {
  void queryClient.invalidateQueries({ queryKey: ['commands'] });
  refreshStanding();
}

export function useCommand() {
  return useMutation({
    mutationFn: (request: CommandRequest) => api<Command>('/commands', { method: 'POST', body: request }),
    onSuccess: keepAnswer,
  });
}

/** The stream may have told a later step before the answer came: that one stands. */
function keepAnswer(command: Command): void {
  const known = queryClient.getQueryData<Command | null>(lastCommandQuery(command.pointId).queryKey);
  if (known?.id === command.id && known.changedAt >= command.changedAt) return;
  applyCommands([command]);
}
