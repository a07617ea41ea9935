import { datesByWeek, type Spoken } from "./spoken.ts";

export const english: Spoken = {
  introduction: "*I am the demo model.*",
  suggestions: {
    code: `${datesByWeek}\n\nWeeks are those of ISO 8601: they begin on Monday, and the days around New Year may belong to a week of the other year. That is why the key holds the ISO year and not the calendar's. Run the test with \`pytest\`.`,
    compare: `| | Renting | Buying |
|:---|:---|:---|
| To begin with | a deposit, then 30 to 80 a month | 1,500 to 6,000, or 600 for a good digital one |
| Tuning and repairs | often included | 100 to 200 a year |
| If you stop | you give it back | you sell it, with a loss |
| After three years | 1,100 to 2,900 spent | a piano that is yours |
| Good for | finding out whether you like it | whoever already knows |

**For a beginner:** rent for six to twelve months, if the shop takes a part of the rent off the price later. Whoever still plays every week by then should buy.`,
    draft: `> **Subject: Our meeting: Thursday morning instead?**
>
> Hello everybody,
>
> could we move our meeting to Thursday morning, at 10? Something has come up that I cannot shift. If that does not suit you, tell me when you can and I will find another time.
>
> Thank you, and sorry for the trouble!

Change the time and the greeting as you need them.`,
    explain: `Think of a **diary and a copyist**. The first database, the *primary*, writes every change into a diary before it does anything else. The second one, the *standby*, reads that diary over its shoulder and does the same.

1. You save something. The primary adds a line to its diary and says “done”.
2. The line travels to the standby, usually within milliseconds.
3. The standby repeats it. Now both hold the same data.

Because the lines are numbered, one can always say *how far* the copy has come. So a page may be read from the copy as soon as it has reached the number of your own last change, and from the primary until then: you never see less than you have written. Should the primary break, the standby goes on from the last line that it has.`,
  },
  connect: {
    lead: "Start your model server, then this chat with its address in `LLM`. Stop the chat with Ctrl-C first.",
    after:
      "Put the line with `LLM` into the file `.env` to keep it. When the new-chat page names your model, it worked; else `/api/readyz` tells whether the server can be reached.",
  },
  unknown:
    "That is more than a demo can answer: I know a few things by heart and can look things up in this project's documents. Try one of these, or connect a real model:",
  examples: [
    "How do I connect a real model?",
    "Show me a table, some code and a formula",
    "What is 12 * (3 + 4)?",
    "How do I make a backup?",
    "What can you show me?",
  ],
};
