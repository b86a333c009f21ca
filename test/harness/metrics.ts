// Reads one figure of the hub's Prometheus page.

/** The value of a metric without labels; throws where the page does not have it. */
export async function readMetric(address: string, name: string): Promise<number> {
  const page = await (await fetch(`${address}/metrics`)).text();
  const line = page.split('\n').find((text) => text.startsWith(`${name} `));
  if (!line) throw new Error(`no metric ${name}`);
  return Number(line.slice(name.length));
}
