// The search of the campus as it is now: names are gathered anew when it has changed.
import { CampusSearch, type SearchSources } from './campus-search.ts';

export class LivingSearch implements Pick<CampusSearch, 'points' | 'find' | 'close'> {
  readonly #sources: SearchSources;
  #search: CampusSearch;

  constructor(sources: SearchSources) {
    this.#sources = sources;
    this.#search = new CampusSearch(sources);
  }

  /** Campus or rules have changed. */
  renew(): void {
    this.#search.close();
    this.#search = new CampusSearch(this.#sources);
  }

  points(...args: Parameters<CampusSearch['points']>): ReturnType<CampusSearch['points']> {
    return this.#search.points(...args);
  }

  find(...args: Parameters<CampusSearch['find']>): ReturnType<CampusSearch['find']> {
    return this.#search.find(...args);
  }

  close(): void {
    this.#search.close();
  }
}
