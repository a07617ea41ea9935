import { parseOrigins } from "../base-url.ts";
import { parseColour } from "../colour.ts";
import { lineOfText } from "../value-parsers.ts";
import { variable } from "../variable.ts";

export const appearanceVariables = {
  app: {
    name: variable("APP_NAME", {
      parse: lineOfText(60),
      default: "Chatbot",
      example: "Chatbot",
      doc: "Name of the app.",
    }),
    /** `#rrggbb` */
    accent: variable("APP_ACCENT", {
      parse: parseColour,
      unset: "built in",
      example: "#0d9488",
      doc: "Accent colour: any CSS colour, such as `#0d9488`, `teal`, `rgb(13 148 136)` or `oklch(60% 0.1 180)`. A translucent one is taken as it looks on white.",
    }),
    notice: variable("APP_NOTICE", {
      parse: lineOfText(500),
      example: "Answers can be wrong. Check what matters.",
      doc: "Notice under the composer.",
    }),
    /** Whose images are shown in answers. */
    imageOrigins: variable("IMAGE_ORIGINS", {
      parse: parseOrigins,
      default: "",
      unset: "none",
      example: "https://images.example.org",
      doc: "Origins whose images are shown in answers, with commas between. All other images are links: loading one tells its host what was written.",
    }),
  },
};
