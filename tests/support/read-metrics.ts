/** One line of Prometheus' text format. */
export interface Counter {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** All counters of the server, as a scraper inside the network sees them. */
export async function readMetrics(url: string): Promise<Counter[]> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map(parseLine);
}

export async function readCounters(url: string, name: string): Promise<Counter[]> {
  return (await readMetrics(url)).filter((counter) => counter.name === name);
}

/** The sum over all counters of this name whose labels include the given ones. */
export async function readCount(url: string, name: string, labels: Record<string, string> = {}) {
  const fitting = (await readCounters(url, name)).filter((counter) =>
    Object.entries(labels).every(([key, value]) => counter.labels[key] === value),
  );
  return fitting.reduce((sum, { value }) => sum + value, 0);
}

function parseLine(line: string): Counter {
  const [, name = "", labels = "", value = ""] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", text = ""]) => [
    key,
    text,
  ]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}
