// What the box finds for the words in it: the hub's answer, and what only the page knows.
import type { BoardSummary, Text } from '@campus/campus-model';
import { useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { useEffect, useMemo, useState } from 'react';
import { type PageWay, usePageWays } from '../app/navigation.tsx';
import { boardsQuery } from '../data/boards.ts';
import { searchQuery } from '../data/search.ts';
import { helpArticles } from '../help/articles.ts';
import { type FoundGroup, groupsOf } from './found.ts';
import { findLocal, type LocalThing } from './local-search.ts';

/** The hub takes no longer ones. */
const longestSearch = 100;
/** Between two letters of a quick typist: one question for both. */
const gatherMs = 60;
const mostLocal = 8;

export interface Search {
  readonly groups: readonly FoundGroup[];
  /** The answer to these very words is not there yet. */
  readonly isAsking: boolean;
  readonly error: unknown;
  readonly hasPinyin: boolean;
}

export function useSearch(words: string): Search {
  const asked = useGathered(words.trim().slice(0, longestSearch));
  const things = useLocalThings();
  const { data, error, isFetching, isPlaceholderData } = useQuery(searchQuery(asked));
  const groups = useMemo(
    () => (asked === '' ? [] : groupsOf(data, findLocal(things, asked, mostLocal))),
    [asked, data, things],
  );
  const isAsking = asked !== words.trim() || isPlaceholderData || (isFetching && !data);
  return { groups, isAsking, error, hasPinyin: data?.hasPinyin ?? true };
}

function useGathered(words: string): string {
  const [asked, setAsked] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words), gatherMs);
    return () => clearTimeout(timer);
  }, [words]);
  return words === '' ? '' : asked;
}

function useLocalThings(): readonly LocalThing[] {
  const ways = usePageWays();
  const boards = useQuery(boardsQuery).data;
  return useMemo(() => [...ways.map(ofWay), ...ofBoards(boards ?? []), ...ofHelp()], [ways, boards]);
}

function inBoth(key: PageWay['key']): Text {
  const [zh, en] = (['zh', 'en'] as const).map((language) => i18next.getFixedT(language)(key));
  return { zh: zh ?? '', en: en ?? '' };
}

function ofBoards(boards: readonly BoardSummary[]): LocalThing[] {
  return boards.map(({ id, name: { zh, en } }) => ({
    kind: 'board',
    id,
    href: `/boards/${encodeURIComponent(id)}`,
    name: { zh: zh ?? en ?? id, en: en ?? zh ?? id },
    where: null,
  }));
}

function ofWay({ key, href }: PageWay): LocalThing {
  return { kind: 'page', id: key, href, name: inBoth(key), where: null };
}

function ofHelp(): LocalThing[] {
  return helpArticles.map(({ id, title, answers }) => ({
    kind: 'help',
    id,
    href: `/help/${id}`,
    name: title,
    where: answers,
  }));
}
