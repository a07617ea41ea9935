interface CodeSample {
  /** The word after the fence. */
  fence: string;
  /** The name in a sentence. */
  name: string;
  /** How people ask for it. */
  pattern: RegExp;
  code: string;
}

export const codeSamples: readonly CodeSample[] = [
  {
    fence: "ts",
    name: "TypeScript",
    pattern: /\b(typescript|javascript|ts|js|node)\b/i,
    code: `/** Groups items by what \`keyOf\` says of them, in the order of their first appearance. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}`,
  },
  {
    fence: "python",
    name: "Python",
    pattern: /\b(python|py)\b/i,
    code: `from collections import Counter


def most_common_words(text: str, count: int = 3) -> list[tuple[str, int]]:
    """The words that appear most often, with how often they do."""
    words = (word.strip(".,;:!?").lower() for word in text.split())
    return Counter(word for word in words if word).most_common(count)


print(most_common_words("the rain in the plain is the main thing"))`,
  },
  {
    fence: "sql",
    name: "SQL",
    pattern: /\b(sql|postgres(ql)?|query)\b/i,
    code: `-- How far is the standby behind, in bytes?
select application_name,
       state,
       pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) as bytes_behind
from pg_stat_replication
order by bytes_behind desc;`,
  },
  {
    fence: "rust",
    name: "Rust",
    pattern: /\brust\b/i,
    code: `fn fibonacci() -> impl Iterator<Item = u64> {
    let mut state = (0, 1);
    std::iter::from_fn(move || {
        let (current, next) = state;
        state = (next, current + next);
        Some(current)
    })
}

fn main() {
    let first: Vec<u64> = fibonacci().take(10).collect();
    println!("{first:?}");
}`,
  },
  {
    fence: "sh",
    name: "shell",
    pattern: /\b(bash|shell|sh)\b/i,
    code: `# The ten largest files below this folder
find . -type f -printf '%s\\t%p\\n' | sort -nr | head -n 10`,
  },
];
