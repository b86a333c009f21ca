// What the query bench and its store process say to each other.

export interface QueryStart {
  readonly samples: number;
  /** Where latest values are answered over HTTP. */
  readonly port: number;
}

export interface QueryOrder {
  readonly what: 'latest' | 'day' | 'year';
  /** Chooses the day or the point. */
  readonly n: number;
}

export interface QueryAnswer {
  readonly ms: number;
}
