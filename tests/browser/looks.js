// What a page shows, asked in the page itself: each function gives the faults it finds, as texts.
(() => {
  const told = (e) => `<${e.tagName.toLowerCase()}${e.id ? ` id="${e.id}"` : ""}${e.getAttribute("class") ? ` class="${e.getAttribute("class")}"` : ""}> ${(e.textContent || e.name || "").trim().replace(/\s+/g, " ").slice(0, 40)}`;
  const all = (selector = "body *") => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility({ visibilityProperty: true }));
  const hiddenAway = (e) => { const c = getComputedStyle(e); return c.clipPath === "inset(50%)" || (c.position === "absolute" && e.getBoundingClientRect().width <= 1); };
  const numbers = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const clear = (colour) => { const c = numbers(colour); return c.length > 3 && c[3] < 0.05; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (c.startsWith("rgb") && !clear(c)) return numbers(c); } return [255, 255, 255]; };
  const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
  const ownText = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const reached = "a[href], button, select, textarea, summary, input:not([type=hidden]), [tabindex]";
  const stops = () => all(reached).filter((e) => !e.disabled && e.tabIndex >= 0 && !e.closest("[inert]"));
  const inner = () => Math.min(innerWidth, document.documentElement.clientWidth);

  window.looks = {
    // Nothing runs over the page's edge sideways, unless inside of what scrolls by itself.
    wide() {
      const found = document.documentElement.scrollWidth <= inner() ? [] : [`the page is ${document.documentElement.scrollWidth} wide at ${inner()}`];
      const scrolls = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(p).overflowX)) return true; return false; };
      if (found.length) found.push(...all().filter((e) => !e.closest("svg *") && e.getBoundingClientRect().right > inner() + 1 && !scrolls(e)).slice(0, 5).map((e) => `${told(e)} ends at ${Math.round(e.getBoundingClientRect().right)}`));
      return found;
    },

    // No text is cut off by its own box.
    cut() {
      return all().filter((e) => !(e instanceof SVGElement) && e.innerText?.trim() && !hiddenAway(e) && !e.closest(".hidden-text, .skip, select")).filter((e) => {
        const c = getComputedStyle(e);
        const across = ["hidden", "clip"].includes(c.overflowX) && e.scrollWidth > e.clientWidth + 2;
        const down = ["hidden", "clip"].includes(c.overflowY) && e.scrollHeight > e.clientHeight + 2;
        return (across || down) && c.display !== "inline";
      }).map((e) => `${told(e)} is cut off`);
    },

    // Each stop of the tabulator shows that it has the focus, and nothing hides it.
    focus() {
      const found = [];
      for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) found.push(`${told(e)} jumps the order of focus`);
      for (const e of stops()) {
        e.focus();
        if (document.activeElement !== e) { found.push(`${told(e)} takes no focus`); continue; }
        const c = getComputedStyle(e);
        if (c.outlineStyle === "none" || parseFloat(c.outlineWidth) < 2) found.push(`${told(e)} does not show its focus`);
        else if (c.outlineColor.startsWith("rgb") && ratio(numbers(c.outlineColor), ground(e.parentElement)) < 3) found.push(`${told(e)} shows its focus faintly`);
        const boxes = [...e.getClientRects()].filter((b) => b.width && b.height);
        const points = boxes.flatMap((b) => [[0.5, 0.5], [0.1, 0.1], [0.9, 0.9], [0.1, 0.9], [0.9, 0.1]].map(([x, y]) => [b.left + b.width * x, b.top + b.height * y]));
        const seen = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (e.contains(top) || top.contains(e) || e.labels?.length && [...e.labels].some((l) => l.contains(top))); });
        if (boxes.length && !seen) found.push(`${told(e)} is hidden while it has the focus`);
      }
      document.activeElement?.blur();
      scrollTo(0, 0);
      return found;
    },

    // Which stops the tabulator should come to first.
    order() { return stops().slice(0, 12).map(told); },
    focused() { return document.activeElement === document.body ? "" : told(document.activeElement); },

    // Fields and buttons stand out from their ground (WCAG 1.4.11): by border, ground or underline.
    bounds() {
      return all("input:not([type=hidden], [type=checkbox], [type=radio], [type=range], [type=file]), select, textarea, button:not(.quiet, svg *), .button:not(.quiet)").filter((e) => {
        const c = getComputedStyle(e), behind = ground(e.parentElement);
        if (hiddenAway(e) || e.disabled) return false;
        const border = parseFloat(c.borderBottomWidth) > 0 && c.borderBottomStyle !== "none" && !clear(c.borderBottomColor) && ratio(numbers(c.borderBottomColor), behind) >= 3;
        const filled = !clear(c.backgroundColor) && ratio(numbers(c.backgroundColor), behind) >= 3;
        return !(border || filled || c.textDecorationLine.includes("underline"));
      }).map((e) => `${told(e)} does not stand out`);
    },

    // With reduced motion nothing moves.
    moves() {
      const lasting = (text) => text.split(",").some((one) => parseFloat(one) * (one.trim().endsWith("ms") ? 1 : 1000) > 10);
      const found = document.getAnimations().map((one) => `${told(one.effect.target)} is animated`);
      for (const e of all("*")) { const c = getComputedStyle(e); if (lasting(c.transitionDuration) || c.scrollBehavior === "smooth") found.push(`${told(e)} moves`); }
      return found;
    },

    // With forced colours a background is gone: what it alone told is still told.
    forced() {
      const found = [];
      for (const e of all("[aria-current]")) {
        const other = [...(e.closest("ul, ol, form, nav, table") ?? document).querySelectorAll(e.tagName)].find((o) => o !== e && !o.hasAttribute("aria-current"));
        const how = (of) => { const c = getComputedStyle(of); return [c.borderStyle, c.borderWidth, c.outlineStyle, c.fontWeight, c.textDecorationLine, c.forcedColorAdjust, of.tagName].join(); };
        if (other && how(e) === how(other)) found.push(`${told(e)} is marked by colour alone`);
      }
      for (const e of all("button:not(.quiet), .button:not(.quiet), input:not([type=hidden]), select, textarea")) {
        if (hiddenAway(e) || e.type === "range" || e.type === "file") continue;
        const c = getComputedStyle(e);
        if (c.borderStyle === "none" && c.outlineStyle === "none" && c.appearance === "none") found.push(`${told(e)} has no border`);
      }
      for (const e of all("span, i, b")) {
        const c = getComputedStyle(e), box = e.getBoundingClientRect();
        if (!e.childNodes.length && box.width > 2 && box.height > 2 && c.display !== "inline" && c.borderStyle === "none" && c.forcedColorAdjust === "auto" && e.closest("svg") === null && c.backgroundImage === "none" && !clear(c.backgroundColor)) found.push(`${told(e)} is a colour alone`);
      }
      return found;
    },

    // On paper: both banners, the content, and nothing to click.
    paper() {
      const found = [...document.querySelectorAll(".banner")].filter((e) => e.checkVisibility()).length >= 2 ? [] : ["a handling banner is missing on paper"];
      if (!document.querySelector("main")?.checkVisibility()) found.push("the content is not printed");
      found.push(...all("nav, button, select, .skip, .languages, .side, input:not([type=hidden])").map((e) => `${told(e)} is printed`));
      if (ratio(ground(document.querySelector("main")), [255, 255, 255]) > 1.05) found.push("the ground is printed");
      return found;
    },

    // Without script: every form can be sent, every link leads somewhere, nothing promises what only a script does.
    unscripted() {
      const found = all("form").filter((f) => ![...f.querySelectorAll("button:not([type=button], [type=reset]), input[type=submit]"), ...document.querySelectorAll(`[form="${CSS.escape(f.id || "-")}"]`)].some((b) => b.checkVisibility())).map((f) => `${told(f)} cannot be sent`);
      found.push(...all("form").filter((f) => !f.getAttribute("action")).map((f) => `${told(f)} has no address`));
      found.push(...all("a").filter((a) => !a.getAttribute("href") || a.getAttribute("href") === "#").map((a) => `${told(a)} leads nowhere`));
      found.push(...all("button").filter((b) => !b.closest("form") && !b.getAttribute("form") && !b.hasAttribute("popovertarget")).map((b) => `${told(b)} does nothing`));
      found.push(...all(".script-only").map((e) => `${told(e)} needs a script`));
      return found;
    },

    // The spacing of text that a reader may ask for (WCAG 1.4.12), and letters of twice the size (1.4.4).
    spaced() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
      document.adoptedStyleSheets = [sheet];
    },
    enlarged() { document.documentElement.style.fontSize = "200%"; },
    plain() { document.adoptedStyleSheets = []; document.documentElement.style.fontSize = ""; },

    // Names bear a direction of their own, and the page its language.
    language() {
      const found = document.documentElement.lang && document.documentElement.dir ? [] : ["the page has no language or direction"];
      found.push(...all("bdi.name").filter((e) => !e.dir || !e.lang).map((e) => `${told(e)} has no direction or language`));
      return found;
    },

    // Bytes that the page made the browser fetch, without the base map.
    weight() {
      return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].filter((one) => !one.name.includes("/base.svg")).map((one) => [one.name.replace(location.origin, ""), one.decodedBodySize]);
    },
  };
})();
