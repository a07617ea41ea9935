import { datesByWeek, type Spoken } from "./spoken.ts";

export const german: Spoken = {
  introduction: "*Ich bin das Demo-Modell.*",
  suggestions: {
    code: `${datesByWeek}\n\nDie Wochen sind die der ISO 8601: Sie beginnen am Montag, und die Tage um Neujahr können zu einer Woche des anderen Jahres gehören. Darum steht im Schlüssel das ISO-Jahr und nicht das des Kalenders. Der Test läuft mit \`pytest\`.`,
    compare: `| | Mieten | Kaufen |
|:---|:---|:---|
| Am Anfang | eine Kaution, dann 30 bis 80 im Monat | 1.500 bis 6.000, oder 600 für ein gutes digitales |
| Stimmen und Reparaturen | oft enthalten | 100 bis 200 im Jahr |
| Wenn man aufhört | man gibt es zurück | man verkauft es mit Verlust |
| Nach drei Jahren | 1.100 bis 2.900 ausgegeben | ein eigenes Klavier |
| Gut für | wer herausfinden will, ob es Freude macht | wer es schon weiß |

**Für Anfänger:** sechs bis zwölf Monate mieten, am besten dort, wo die Miete später auf den Preis angerechnet wird. Wer dann noch jede Woche spielt, sollte kaufen.`,
    draft: `> **Betreff: Unser Treffen: lieber Donnerstagmorgen?**
>
> Hallo zusammen,
>
> können wir unser Treffen auf Donnerstagmorgen um 10 Uhr verschieben? Mir ist etwas dazwischengekommen, das sich nicht verlegen lässt. Wenn das nicht passt, sagt mir bitte, wann es geht, dann finde ich einen anderen Termin.
>
> Danke, und entschuldigt die Umstände!

Uhrzeit und Anrede lassen sich leicht anpassen.`,
    explain: `Man denke an ein **Tagebuch und jemanden, der es abschreibt**. Die erste Datenbank, der *Primary*, schreibt jede Änderung in ein Tagebuch, bevor sie irgendetwas anderes tut. Die zweite, der *Standby*, liest mit und tut dasselbe.

1. Sie speichern etwas. Der Primary ergänzt eine Zeile im Tagebuch und sagt „fertig“.
2. Die Zeile reist zum Standby, meist in wenigen Millisekunden.
3. Der Standby vollzieht sie nach. Nun haben beide dieselben Daten.

Weil die Zeilen nummeriert sind, lässt sich immer sagen, *wie weit* die Kopie ist. Eine Seite darf von der Kopie gelesen werden, sobald diese die Nummer Ihrer letzten Änderung erreicht hat, und bis dahin vom Primary: Sie sehen nie weniger, als Sie geschrieben haben. Fällt der Primary aus, macht der Standby bei der letzten Zeile weiter, die er hat.`,
  },
  connect: {
    lead: "Starten Sie den Modellserver und dann diesen Chat mit dessen Adresse in `LLM`. Beenden Sie den Chat vorher mit Strg-C.",
    after:
      "In der Datei `.env` bleibt die Zeile mit `LLM` erhalten. Nennt die Startseite Ihr Modell, hat es geklappt; sonst sagt `/api/readyz`, ob der Server erreichbar ist.",
  },
  unknown:
    "Das ist mehr, als eine Demo beantworten kann: Ich weiß einiges auswendig und schlage in den (englischen) Dokumenten dieses Projekts nach. Versuchen Sie eines hiervon, oder verbinden Sie ein echtes Modell:",
  examples: [
    "Wie verbinde ich ein echtes Modell?",
    "Zeig mir eine Tabelle, etwas Code und eine Formel",
    "Was ist 12 * (3 + 4)?",
    "How do I make a backup?",
    "What can you show me?",
  ],
};
