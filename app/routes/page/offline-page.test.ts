import { expect, it } from "vitest";
import { formatOfflinePage } from "./offline-page.ts";

it("shows the operator's name as text, whatever is in it", () => {
  const page = formatOfflinePage({
    language: "en",
    direction: "ltr",
    styles: "/assets/a.css",
    appName: `<script>"&'`,
    heading: "Offline",
    text: "No connection.",
    retry: "Try again",
  });
  expect(page).toContain("<title>Offline · &lt;script&gt;&quot;&amp;&#39;</title>");
});
