import { arabic } from "./ar.ts";
import { chinese } from "./zh.ts";
import { english } from "./en.ts";
import { french } from "./fr.ts";
import { german } from "./de.ts";
import { spanish } from "./es.ts";
import type { Spoken } from "./spoken.ts";

/** What is read of a message to tell its language. */
const readLength = 500;

/** Short words that are frequent in one language and rare in the others. */
const latin: readonly { spoken: Spoken; words: ReadonlySet<string> }[] = [
  {
    spoken: german,
    words: wordSet(
      "ich du der das und ist nicht ein eine einen einem zu wie was wo wer mit auf für von den dem im kannst können wir mir mich bitte hallo guten tag schreibe schreib zeig zeige gib erkläre entwirf vergleiche verbinde danke",
    ),
  },
  {
    spoken: spanish,
    words: wordSet(
      "el los las una un y es no qué cómo cuánto cuál dónde con para por del al puedes puedo me mi hola buenos escribe muestra muéstrame dame explica redacta compara conecto conectar gracias modelo",
    ),
  },
  {
    spoken: french,
    words: wordSet(
      "le les une un et est pas que comment combien quoi où avec pour des du au peux pouvez je tu vous moi mon bonjour salut écris montre donne explique rédige compare connecter merci modèle",
    ),
  },
  {
    spoken: english,
    words: wordSet(
      "the a an and is not what how where who with for of to in can you i my me please hello hi write show give explain draft compare connect do does thanks model",
    ),
  },
];

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/** The language that the demo model answers in: the message's, as far as its words tell; else English. */
export function spokenFor(message: string): Spoken {
  const text = message.slice(0, readLength).toLowerCase();
  if (/\p{Script=Han}/u.test(text)) return chinese;
  if (/\p{Script=Arabic}/u.test(text)) return arabic;
  const words = text.match(/\p{L}+/gu) ?? [];
  let best = { spoken: english, count: 0 };
  for (const { spoken, words: known } of latin) {
    const count = words.filter((word) => known.has(word)).length;
    if (count > best.count) best = { spoken, count };
  }
  return best.spoken;
}
