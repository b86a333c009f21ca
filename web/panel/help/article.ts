// The form of a help article: what a page answers, how to begin, its keys.
import type { Text } from '@campus/campus-model';

export interface HelpArticle {
  readonly id: string;
  readonly title: Text;
  /** What the page or the thing is for, in one or two sentences. */
  readonly answers: Text;
  readonly steps: readonly Text[];
  readonly keys?: readonly HelpKeys[];
}

export interface HelpKeys {
  /** As written on the keys; alternatives are entries of their own. */
  readonly press: readonly string[];
  readonly does: Text;
}
