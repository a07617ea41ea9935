import { datesByWeek, type Spoken } from "./spoken.ts";

export const french: Spoken = {
  introduction: "*Je suis le modèle de démonstration.*",
  suggestions: {
    code: `${datesByWeek}\n\nLes semaines sont celles de l’ISO 8601 : elles commencent le lundi, et les jours autour du Nouvel An peuvent appartenir à une semaine de l’autre année. C’est pourquoi la clé contient l’année ISO et non celle du calendrier. Le test se lance avec \`pytest\`.`,
    compare: `| | Louer | Acheter |
|:---|:---|:---|
| Pour commencer | une caution, puis 30 à 80 par mois | 1 500 à 6 000, ou 600 pour un bon numérique |
| Accord et réparations | souvent compris | 100 à 200 par an |
| Si l’on arrête | on le rend | on le revend à perte |
| Après trois ans | 1 100 à 2 900 dépensés | un piano à soi |
| Idéal pour | savoir si cela plaît | qui le sait déjà |

**Pour un débutant :** louer six à douze mois, de préférence là où le loyer est déduit du prix ensuite. Qui joue encore chaque semaine devrait acheter.`,
    draft: `> **Objet : Notre réunion, plutôt jeudi matin ?**
>
> Bonjour à tous,
>
> pourrions-nous reporter notre réunion à jeudi matin, à 10 h ? J’ai un empêchement que je ne peux pas déplacer. Si cela ne vous convient pas, dites-moi vos disponibilités et je trouverai un autre moment.
>
> Merci, et désolé pour le dérangement !

Changez l’heure et la formule comme il vous convient.`,
    explain: `Imaginez **un journal et quelqu’un qui le recopie**. La première base, la *primaire*, note chaque changement dans un journal avant toute autre chose. La seconde, la *réplique*, lit ce journal et fait de même.

1. Vous enregistrez quelque chose. La primaire ajoute une ligne à son journal et dit « c’est fait ».
2. La ligne part vers la réplique, en quelques millisecondes le plus souvent.
3. La réplique la rejoue. Les deux ont maintenant les mêmes données.

Comme les lignes sont numérotées, on sait toujours *jusqu’où* la copie est arrivée. Une page peut être lue sur la copie dès que celle-ci a atteint le numéro de votre dernier changement, et sur la primaire jusque-là : vous ne voyez jamais moins que ce que vous avez écrit. Si la primaire tombe, la réplique continue à partir de la dernière ligne qu’elle possède.`,
  },
  connect: {
    lead: "Démarrez votre serveur de modèles, puis cette discussion avec son adresse dans `LLM`. Arrêtez d’abord la discussion avec Ctrl-C.",
    after:
      "Mettez la ligne avec `LLM` dans le fichier `.env` pour la garder. Si la page d’accueil nomme votre modèle, c’est réussi ; sinon `/api/readyz` dit si le serveur est joignable.",
  },
  unknown:
    "C’est plus qu’une démonstration ne peut répondre : je sais quelques choses par cœur et je cherche dans les documents (en anglais) de ce projet. Essayez l’une de celles-ci, ou connectez un vrai modèle :",
  examples: [
    "Comment connecter un vrai modèle ?",
    "Montre-moi un tableau, du code et une formule",
    "Combien font 12 * (3 + 4) ?",
    "How do I make a backup?",
    "What can you show me?",
  ],
};
