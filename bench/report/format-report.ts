export function formatReport({
  machine,
  postgresVersion,
  sections,
}: {
  machine: string;
  postgresVersion: string;
  sections: readonly string[];
}): string {
  return [
    "# Bench results",
    `Written by \`npm run bench\` (one part alone: \`node scripts/bench.mjs streams\`, \`sockets\`, \`freshness\`, \`safety\`, \`ssr\`, \`browser\` or \`table\`). ${machine} ` +
      `PostgreSQL ${postgresVersion}, primary and standby with the settings of \`npm start\`, fsync on.`,
    "How to read it: the server, the model, the load client and PostgreSQL are processes of their own, but share the " +
      "machine, and whatever else it does. Floor and product take turns in the same run, so **trust the ratios**; times " +
      "and rates are those of this machine under this load. CPU is user and system time of the server process alone. " +
      "The product runs as in production: the bundle, `NODE_ENV=production`, behind a trusted header.",
    ...sections,
  ]
    .join("\n\n")
    .concat("\n");
}
