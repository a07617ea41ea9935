import type { Spoken } from "./languages/spoken.ts";

const maxLength = 300;

/** What makes out a suggestion of the new-chat page in any of the languages, also when a person has changed it a little. */
const topics: readonly { name: keyof Spoken["suggestions"]; marks: readonly RegExp[] }[] = [
  {
    name: "code",
    marks: [/python/i, /week|woche|semana|semaine|周|أسبوع/i, /dat(?:e|en|um)|fecha|日期|تواريخ/i],
  },
  { name: "compare", marks: [/piano|klavier|钢琴|بيانو/i, /rent|miet|alquil|louer|location|租|استئجار/i] },
  {
    name: "draft",
    marks: [
      /thursday|donnerstag|jueves|jeudi|周四|星期四|الخميس/i,
      /meeting|treffen|reuni[oó]n|réunion|会议|اجتماع/i,
    ],
  },
  {
    name: "explain",
    marks: [
      /database|datenbank|base de dat|base de données|数据库|قاعدة البيانات/i,
      /cop(?:y|ies)|kopie|copia|副本|نسخت/i,
    ],
  },
];

/** The answer to a suggestion of the new-chat page; undefined for any other message. */
export function findSuggestion(message: string, { suggestions }: Spoken): string | undefined {
  if (message.length > maxLength) return undefined;
  const topic = topics.find(({ marks }) => marks.every((mark) => mark.test(message)));
  return topic && suggestions[topic.name];
}
