// A host as it stands in a URL: IPv6 literals in brackets.

export function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
