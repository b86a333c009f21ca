// What the query bench and its store process say to each other.

export interface QueryOrder {
  /** `latest-outside` answers the values themselves, as JSON through the pipe between two processes. */
  readonly what: 'latest-inside' | 'latest-outside' | 'day' | 'year';
  /** Chooses the day or the point. */
  readonly n: number;
}

export interface QueryAnswer {
  /** Measured inside; 0 where the asker measures. */
  readonly ms: number;
  readonly values: readonly number[] | null;
}
