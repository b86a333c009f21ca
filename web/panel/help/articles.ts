// All of help, and which article belongs to which page.
import type { HelpArticle } from './article.ts';
import { commonArticles } from './common-articles.ts';
import { pageArticles } from './page-articles.ts';

export const helpArticles: readonly HelpArticle[] = [...pageArticles, ...commonArticles];

export function helpArticle(id: string): HelpArticle | undefined {
  return helpArticles.find((article) => article.id === id);
}

const pages: readonly (readonly [path: RegExp, articleId: string])[] = [
  [/^\/$/, 'overview'],
  [/^\/buildings\//, 'plans'],
  [/^\/spaces\//, 'space'],
  [/^\/(\w+)/, ''],
];

/** The article of the page at a path; the overview's where a page has none of its own. */
export function articleOfPath(path: string): HelpArticle {
  const [pattern, id] = pages.find(([page]) => page.test(path)) ?? [/^/, ''];
  const own = id || (pattern.exec(path)?.[1] ?? '');
  return helpArticle(own) ?? helpArticles[0]!;
}
