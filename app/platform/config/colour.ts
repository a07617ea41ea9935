import { blend, displayable, formatHex, parse, toGamut } from "culori";
import { InvalidValue } from "./config-error.ts";

const maxLength = 60;

/**
 * Reads a CSS colour in any of its forms and gives it as `#rrggbb`. A translucent one is taken as it looks on white,
 * one outside sRGB as the closest colour that every screen shows.
 * @throws InvalidValue
 */
export function parseColour(text: string): string {
  const colour = text.length > maxLength ? undefined : parse(text);
  if (colour === undefined) {
    throw new InvalidValue(
      "must be a CSS colour: #rgb, #rrggbb, rgb(), hsl(), oklch() or a name such as teal",
    );
  }
  if (colour.alpha === 0) throw new InvalidValue("must be a colour that can be seen, not a transparent one");
  const shown = displayable(colour) ? colour : toGamut("rgb", "oklch")(colour);
  return formatHex(blend(["white", shown], "normal", "rgb"));
}
