/** Answers as models write them, for tests that let them grow character by character. */
export const SAMPLE_TEXTS: Readonly<Record<string, string>> = {
  prose: `# Reading a log

It happened **twice** in *one* week, \`exit 137\` both times. See [the manual](https://example.org/a_b?c=1&d=2)
or write to <ops@example.org>. A ~~wrong~~ right ***very sure*** remark & more &copy; 2024.

Setext title
===

Another
---

A line with two spaces  
breaks, and \\*stars\\* can be escaped. 3 * 4 * 5 = 60, snake_case_name, 2 < 3.
`,
  looseList: `Steps:

1. **Install** it.

2. Run \`npm start\`.

   A second paragraph in the item.

3. Look at the page:
   - nested one
   - nested two with **bold** text

     and more

10. The last.

Done. 42 is the answer.

42
`,
  tightLists: `- one
- two *em*
  continued
  1. inner
  2. inner too
- [ ] open task
- [x] done task
* other marker
* * *
+ plus

After the list
- interrupts
`,
  code: `Before

\`\`\`python title="a.py"
def f(*args, **kwargs):
    return a[0] * b  # not **bold**

# not a heading
- not a list
\`\`\`

Between

~~~
tilde \`\`\` inside
~~~

- item with code:

  \`\`\`sh
  echo "*"
  \`\`\`
- next

    indented code

\`\`\`\`md
\`\`\`js
nested
\`\`\`
\`\`\`\`

\`\`\`js
unclosed(`,
  table: `Compare:

| Name | Left | Right |
|:-----|:----:|------:|
| a    | **b** | 1 |
| c \\| d | \`e\\|f\` | 2.5 |

Text with a table close by:
| x | y |
| - | - |
| 1 | 2 |
Last line becomes a row.

No table | here
`,
  quotes: `> quoted *text*
continued lazily
> > deeper
>
> - list in quote
> - more
>
> \`\`\`
> code in quote
> \`\`\`

#hashtag is text
# Heading
***bold italic start*** of a line
next
***
after the rule
<div class="x">raw <b>html</b></div>

<!-- comment -->
inline <kbd>Ctrl</kbd> and<br>break
`,
  interruptions: `text
#not a heading
text
***strong*** text
text
\`\`\`not a fence\`\`\` text
text
---x
text
> quote
#lazy
- item
#lazy too
1) one

2) two

3
`,
  mixedScripts: `**日本語**のテキスト、*強調*。

- مرحبا **بالعالم**
- emoji 👩‍👩‍👧 \`code\`

| 列 | 値 |
|---|---|
| あ | 👍 |
`,
  math: `Euler says $e^{i\\pi} + 1 = 0$, and it costs $5 or $6, not \\$7.

$$
\\int_0^1 x^2 \\, dx = \\frac{1}{3}
$$

Within a line \\(a_1 * b_2 * c\\) and *around $x_i * y_i$ it*.

\\[
a
= b
- c
\\]

- in a list $n^2$
- next to \`$code$\` of $$k$$

The end.
`,
  footnotes: `A claim[^1] and another one[^note], but not [^none].

[^1]: The *first* note
goes on.

    A second paragraph of it.
[^note]: See [there](https://example.org).

After the notes.
`,
};
