/** What the demo model says by heart in one language. Markdown. */
export interface Spoken {
  /** The first words of a conversation: nobody shall take the demo for a language model. */
  introduction: string;
  /** Answers to what the new-chat page suggests. */
  suggestions: { code: string; compare: string; draft: string; explain: string };
  /** How a real model takes the demo's place; the commands stand between these. */
  connect: { lead: string; after: string };
  /** For what it has no answer to; a list of `examples` follows. */
  unknown: string;
  examples: readonly string[];
}

/** The code of the suggestion is the same in every language. */
export const datesByWeek = `\`\`\`python
from collections import defaultdict
from datetime import date


def group_by_week(dates: list[date]) -> dict[tuple[int, int], list[date]]:
    """Maps (ISO year, ISO week) to its dates, both in order."""
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in sorted(dates):
        year, week, _ = day.isocalendar()
        weeks[year, week].append(day)
    return dict(weeks)


def test_a_week_may_cross_the_year():
    new_year = [date(2024, 12, 30), date(2025, 1, 1)]
    assert group_by_week([date(2025, 1, 6), *new_year]) == {
        (2025, 1): new_year,
        (2025, 2): [date(2025, 1, 6)],
    }
\`\`\``;
