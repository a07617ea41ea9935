import type { Messages } from "@lingui/core";
import ar from "./catalogues/ar.json";
import de from "./catalogues/de.json";
import en from "./catalogues/en.json";
import es from "./catalogues/es.json";
import fr from "./catalogues/fr.json";
import zh from "./catalogues/zh.json";
import type { Language } from "./languages.ts";

/** All catalogues, for the server. */
export const serverCatalogues: Record<Language, Messages> = { en, de, fr, es, zh, ar };
