import { datesByWeek, type Spoken } from "./spoken.ts";

export const spanish: Spoken = {
  introduction: "*Soy el modelo de demostración.*",
  suggestions: {
    code: `${datesByWeek}\n\nLas semanas son las de ISO 8601: empiezan en lunes, y los días cercanos a Año Nuevo pueden pertenecer a una semana del otro año. Por eso la clave lleva el año ISO y no el del calendario. La prueba se ejecuta con \`pytest\`.`,
    compare: `| | Alquilar | Comprar |
|:---|:---|:---|
| Para empezar | una fianza y de 30 a 80 al mes | de 1.500 a 6.000, o 600 por uno digital bueno |
| Afinación y arreglos | a menudo incluidos | de 100 a 200 al año |
| Si se deja | se devuelve | se vende con pérdida |
| A los tres años | de 1.100 a 2.900 gastados | un piano propio |
| Bueno para | descubrir si gusta | quien ya lo sabe |

**Para un principiante:** alquilar de seis a doce meses, mejor donde descuenten el alquiler del precio. Quien siga tocando cada semana debería comprar.`,
    draft: `> **Asunto: ¿Pasamos la reunión al jueves por la mañana?**
>
> Hola a todos:
>
> ¿Podríamos pasar nuestra reunión al jueves por la mañana, a las 10? Me ha surgido algo que no puedo mover. Si no os viene bien, decidme cuándo podéis y busco otro momento.
>
> ¡Gracias, y perdonad las molestias!

Cambia la hora y el saludo como te convenga.`,
    explain: `Piensa en **un diario y alguien que lo copia**. La primera base de datos, la *primaria*, anota cada cambio en un diario antes de hacer nada más. La segunda, la *réplica*, lee ese diario y hace lo mismo.

1. Guardas algo. La primaria añade una línea a su diario y dice «hecho».
2. La línea viaja a la réplica, casi siempre en milisegundos.
3. La réplica la repite. Ahora las dos tienen los mismos datos.

Como las líneas están numeradas, siempre se sabe *hasta dónde* ha llegado la copia. Una página puede leerse de la copia en cuanto esta alcanza el número de tu último cambio, y hasta entonces de la primaria: nunca ves menos de lo que has escrito. Si la primaria falla, la réplica sigue desde la última línea que tiene.`,
  },
  connect: {
    lead: "Arranca tu servidor de modelos y después este chat con su dirección en `LLM`. Antes, detén el chat con Ctrl-C.",
    after:
      "Escribe la línea con `LLM` en el archivo `.env` para conservarla. Si la página inicial nombra tu modelo, ha funcionado; si no, `/api/readyz` dice si se puede llegar al servidor.",
  },
  unknown:
    "Eso es más de lo que una demostración puede responder: sé algunas cosas de memoria y busco en los documentos (en inglés) de este proyecto. Prueba una de estas, o conecta un modelo de verdad:",
  examples: [
    "¿Cómo conecto un modelo de verdad?",
    "Muéstrame una tabla, algo de código y una fórmula",
    "¿Cuánto es 12 * (3 + 4)?",
    "How do I make a backup?",
    "What can you show me?",
  ],
};
