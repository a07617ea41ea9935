// @ts-check
/*
 * Runs in the sandboxed frame of a diagram, which has no origin and no network. The page sends Mermaid's own program
 * and the text of a diagram; the frame draws it and tells how tall it is, or why it could not be drawn.
 */
(() => {
  // The policy of the frame stops every request but those of WebRTC, which no directive covers.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"])
    delete (/** @type {any} */ (globalThis)[name]);

  const stage = document.body;
  /** @type {Promise<void> | undefined} */
  let loaded;

  /** @param {string} program */
  function load(program) {
    const script = document.createElement("script");
    script.src = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    return new Promise((resolve, reject) => {
      script.onload = () => resolve(undefined);
      script.onerror = () => reject(new Error("The program that draws could not be started."));
      document.head.append(script);
    });
  }

  /** @param {{ program: string, source: string, isDark: boolean, font: string }} request */
  async function draw({ program, source, isDark, font }) {
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
    await (loaded ??= load(program));
    const { mermaid } = /** @type {any} */ (globalThis);
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      maxTextSize: 50_000,
      maxEdges: 500,
      theme: isDark ? "dark" : "neutral",
      fontFamily: font,
      suppressErrorRendering: true,
      // What a diagram's own directives must not change.
      secure: [
        "secure",
        "securityLevel",
        "startOnLoad",
        "maxTextSize",
        "maxEdges",
        "htmlLabels",
        "flowchart",
        "themeCSS",
        "suppressErrorRendering",
      ],
    });
    const { svg } = await mermaid.render("diagram", source);
    const parsed = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
    if (!parsed) throw new Error("Nothing was drawn.");
    for (const element of parsed.querySelectorAll("script, foreignObject, image, img, iframe, a")) {
      element.replaceWith(...(element.localName === "a" ? element.childNodes : []));
    }
    stage.replaceChildren(parsed);
    tell({ height: Math.ceil(parsed.getBoundingClientRect().height) });
  }

  /** @param {{ isReady: true } | { height: number } | { problem: string }} message */
  function tell(message) {
    // The frame has no origin of its own, and says nothing that is secret.
    parent.postMessage(message, "*");
  }

  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    draw(event.data).catch((error) => tell({ problem: String(error?.message ?? error).slice(0, 500) }));
  });
  addEventListener("resize", () => {
    const svg = stage.querySelector("svg");
    if (svg) tell({ height: Math.ceil(svg.getBoundingClientRect().height) });
  });
  tell({ isReady: true });
})();
