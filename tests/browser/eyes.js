// What a careful visitor would notice on a page, for every engine that the tests drive: each of these functions
// returns sentences, and none when all is well. They change nothing that can be seen.
window.eyes = (() => {
  const all = (root = document.body) => [root, ...root.querySelectorAll("*")];
  const told = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 100);
  const css = { visibilityProperty: true };
  const seen = (one) => one.checkVisibility({ ...css, opacityProperty: true });

  // For screen readers alone: a box of one pixel that words overflow.
  const hidden = (one) => {
    for (let at = one; at; at = at.parentElement) {
      if (at.clientWidth <= 1 && at.clientHeight <= 1 && getComputedStyle(at).position === "absolute")
        return true;
    }
    return false;
  };

  // Every line of words that can be seen: [its element, its box], from the top of the page to its end.
  function lines() {
    const found = [];
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const words = walker.currentNode;
      const one = words.parentElement;
      if (!words.data.trim() || !seen(one) || hidden(one)) continue;
      range.selectNodeContents(words);
      for (const box of range.getClientRects()) {
        if (box.width > 0 && box.height > 0) found.push([one, box]);
      }
    }
    return found.sort((a, b) => a[1].top - b[1].top);
  }

  // --- does everything fit? -------------------------------------------------------------------------------

  function misfits() {
    const page = document.documentElement;
    const found = page.scrollWidth > innerWidth ? [`the page is ${page.scrollWidth} wide`] : [];
    for (const one of all()) {
      // What was typed scrolls in its box.
      if (one instanceof SVGElement || one.localName === "input" || hidden(one)) continue;
      const { overflowX, overflowY } = getComputedStyle(one);
      const wide = one.scrollWidth > one.clientWidth + 1;
      const high = one.scrollHeight > one.clientHeight + 1;
      const cuts = ["hidden", "clip"];
      if ((wide && cuts.includes(overflowX)) || (high && cuts.includes(overflowY))) {
        found.push(`cut off: ${told(one)}`);
      }
      // Only what has two dimensions may (WCAG 1.4.10).
      if (wide && ["auto", "scroll"].includes(overflowX) && !one.querySelector("table")) {
        found.push(`scrolls sideways: ${told(one)}`);
      }
    }
    return [...found, ...beyond(), ...overlaps()];
  }

  // Words that stick out at a side, where no scroll bar leads.
  function beyond() {
    const within = (one) => one.closest("table") !== null;
    const out = ({ left, right }) => (left < -1 && right > 0) || right > innerWidth + 1;
    return lines().flatMap(([one, box]) =>
      out(box) && !within(one) ? [`beyond the edge: ${told(one)}`] : [],
    );
  }

  // Words on words: what shares a third of a line's height and more than two pixels of its width.
  function overlaps() {
    const found = new Set();
    const sorted = lines();
    sorted.forEach(([one, box], index) => {
      for (const [other, under] of sorted.slice(index + 1, index + 200)) {
        if (under.top >= box.bottom) break;
        const height = Math.min(box.bottom, under.bottom) - under.top;
        const width = Math.min(box.right, under.right) - Math.max(box.left, under.left);
        if (width > 2 && height > Math.min(box.height, under.height) / 3 && one !== other) {
          found.add(`overlaps: ${told(one)} and ${told(other)}`);
        }
      }
    });
    return [...found];
  }

  // Does what a visitor's first move would do: tools that wait for it fetch what they need. Frames go: what stands in
  // them is looked at as a page of its own, and their keys are heard there.
  function wake() {
    for (const frame of document.querySelectorAll("iframe")) frame.remove();
    for (const form of document.forms) form.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  }

  // What is pressed with a thumb and is less than 44 px high; links among words are as high as their line.
  function small() {
    const own = "button, summary, select, textarea, input:not([type=radio], [type=checkbox])";
    const labels = "label:has(> :is([type=radio], [type=checkbox]))";
    return [...document.querySelectorAll(`${own}, ${labels}`)]
      .filter((one) => one.checkVisibility(css) && one.getBoundingClientRect().height < 43.5)
      .map((one) => `${Math.round(one.getBoundingClientRect().height)} px high: ${told(one)}`);
  }

  // --- can it be read? ------------------------------------------------------------------------------------

  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();

  // A colour in whatever notation → [red, green, blue, alpha], each from 0 to 1.
  function colour(notation) {
    if (!known.has(notation)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = notation;
      pen.fillRect(0, 0, 1, 1);
      known.set(
        notation,
        [...pen.getImageData(0, 0, 1, 1).data].map((part) => part / 255),
      );
    }
    return known.get(notation);
  }

  const over = ([r, g, b, alpha], ground) =>
    [r, g, b].map((part, index) => part * alpha + ground[index] * (1 - alpha));

  // The colour behind an element's words: of the last shape drawn beneath them, in a picture, or of the element.
  function ground(one, box) {
    const picture = one.ownerSVGElement;
    if (picture) {
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const beneath = [...picture.querySelectorAll("rect, circle, ellipse, path, polygon")].filter(
        (shape) => {
          const { left, right, top, bottom } = shape.getBoundingClientRect();
          const before = shape.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
          return before && left <= x && x <= right && top <= y && y <= bottom;
        },
      );
      const fills = beneath.map((shape) => getComputedStyle(shape).fill).filter((fill) => fill !== "none");
      return fills.reduce((under, fill) => over(colour(fill), under), ground(picture, box));
    }
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      layers.unshift(colour(getComputedStyle(at).backgroundColor));
    }
    return layers.reduce((under, layer) => over(layer, under), colour("Canvas").slice(0, 3));
  }

  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  function contrast(ink, paper) {
    const [less, more] = [light(over(ink, paper)), light(paper)].sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  }

  // Words with less contrast than `least`, whatever their size, in pictures and before or after elements too.
  // axe leaves pictures out, and asks less of large words.
  function faint(least) {
    const found = new Set();
    const judge = (ink, paper, one) => {
      const ratio = contrast(colour(ink), paper);
      if (ratio < least) found.add(`contrast ${ratio.toFixed(1)}: ${told(one)}`);
    };
    for (const [one, box] of lines()) {
      const style = getComputedStyle(one);
      judge(one.ownerSVGElement ? style.fill : style.color, ground(one, box), one);
    }
    for (const one of all()) {
      for (const place of ["::before", "::after"]) {
        const style = getComputedStyle(one, place);
        if (!/^(none|normal|"\s*"|)$/.test(style.content) && seen(one) && !hidden(one)) {
          judge(style.color, over(colour(style.backgroundColor), ground(one)), one);
        }
      }
    }
    return [...found];
  }

  // --- does it keep still? --------------------------------------------------------------------------------

  // What moves, or would: longer than a thousandth of a second, which is how style sheets switch motion off.
  function moving() {
    const long = (durations) => durations.split(",").some((one) => parseFloat(one) > 0.001);
    const found = document.getAnimations().map(({ effect }) => `is moving: ${told(effect.target)}`);
    for (const one of all(document.documentElement)) {
      for (const place of [null, "::before", "::after"]) {
        const style = getComputedStyle(one, place);
        if (long(style.transitionDuration)) found.push(`would move (transition): ${told(one)}`);
        if (style.animationName !== "none" && long(style.animationDuration)) {
          found.push(`would move (animation): ${told(one)}`);
        }
        if (style.scrollBehavior === "smooth") found.push(`scrolls smoothly: ${told(one)}`);
      }
    }
    return [...new Set(found)];
  }

  // --- can it be used? ------------------------------------------------------------------------------------

  // Controls that do nothing where scripts do not run.
  function dead() {
    const sends = (form) => form?.querySelector("button:not([type=button], [type=reset]), [type=submit]");
    const works = (one) =>
      one.matches("a, area") ? /^(?!#$|javascript:)/.test(one.getAttribute("href")) : false;
    const controls = document.querySelectorAll("a, area, button, input, select, textarea, [role=button]");
    return [...controls]
      .filter((one) => seen(one) && !works(one) && !(sends(one.form) && one.type !== "button"))
      .map((one) => `does nothing: ${told(one)}`);
  }

  const name = (one) =>
    (one.labels?.[0] ?? one).textContent.trim().slice(0, 60) || one.getAttribute("aria-label") || told(one);

  // What can be seen and used, in the order of the page. Each gets a number by which `stop` tells it.
  function usable() {
    const kinds =
      "a[href], area[href], button, input, select, textarea, summary, iframe, [contenteditable], [tabindex]," +
      "[role=button], [role=link], [role=checkbox], [role=switch], [role=tab], [role=menuitem], label";
    // A label is a control where what it is for cannot be seen: a menu that only a mouse can open.
    const used = (one) => !one.matches("label") || (one.control && !one.control.checkVisibility(css));
    const group = (one) =>
      [...document.querySelectorAll("[type=radio]")].filter((other) => other.name === one.name);
    // Of a group of radio buttons Tab reaches one; the arrows lead to the others.
    const reached = (one) => (group(one).find((other) => other.checked) ?? group(one)[0]) === one;
    return [...document.querySelectorAll(kinds)]
      .filter((one) => one.checkVisibility(css) && used(one) && !one.matches(":disabled, [inert] *"))
      .filter((one) => !one.getAttribute("tabindex")?.startsWith("-"))
      .filter((one) => one.type !== "radio" || reached(one))
      .map((one, index) => {
        one.dataset.stop = index;
        return name(one);
      });
  }

  // The colour around what marks the focus: where it lies over something else, that is not its parent's.
  function around(at, box, style) {
    const reach = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth) + 2;
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const beside = [
      [box.left - reach, y],
      [box.right + reach, y],
      [x, box.top - reach],
      [x, box.bottom + reach],
    ];
    const there = beside
      .map((point) => document.elementFromPoint(...point))
      .find((one) => one && !at.contains(one));
    return ground(there?.closest(":not(svg, svg *)") ?? at.parentElement);
  }

  // Where the focus is: its number, what it says, and what is wrong with it there.
  function stop() {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return null;
    const wrong = [];
    const style = getComputedStyle(at);
    const box = at.getClientRects()[0];
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!marked) wrong.push("is not marked");
    else if (contrast(colour(style.outlineColor), around(at, box, style)) < 3)
      wrong.push("is marked too faintly");
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    // A part of the page that scrolls by itself is no control: some of it is enough.
    const whole = at.role === "region" || box.height > innerHeight || bottom - top >= box.height - 1;
    if (left >= right || top >= bottom) wrong.push("is off the screen");
    else if (!whole || right - left < box.width - 1) wrong.push("is partly off the screen");
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!at.contains(there) && there?.closest("label")?.control !== at) wrong.push("is covered");
    return { number: Number(at.dataset.stop ?? -1), says: name(at), wrong };
  }

  // From now on each Tab notes where the focus is before it goes on: by then, all that it set off has happened.
  const stops = [];
  function follow() {
    addEventListener("keydown", ({ key }) => key === "Tab" && stops.push(stop()), true);
  }

  // The stops noted. Behind the last one is the browser itself or, where that shows nothing, the first again.
  function followed() {
    const again = stops.findIndex((one, index) => !one || (index && one.number === stops[0].number));
    return again < 0 ? stops : stops.slice(0, again);
  }

  // --- what axe finds -------------------------------------------------------------------------------------

  // What it cannot decide counts too, but for the contrast of words in pictures, which `faint` measures, and of
  // those that a wide table has scrolled out of sight, which are asked of again once they are in sight.
  async function faults(rules) {
    const { violations, incomplete } = await axe.run(document, { ...rules, elementRef: true });
    const contrast = (id) => id.startsWith("color-contrast");
    const drawn = (id, { element }) => contrast(id) && element?.matches("svg *");
    const aside = (id, { element }) => contrast(id) && element?.closest(".scroll");
    const open = incomplete.map(({ id, nodes }) => ({ id, nodes: nodes.filter((one) => !drawn(id, one)) }));
    const now = open.map(({ id, nodes }) => ({ id, nodes: nodes.filter((one) => !aside(id, one)) }));
    const later = open.flatMap(({ id, nodes }) => nodes.filter((one) => aside(id, one)));
    const found = [...violations, ...now, { id: "color-contrast-enhanced", nodes: await unseen(later) }];
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `axe ${id}: ${html.slice(0, 160)}`));
  }

  // Those of some nodes in scrolling regions that axe cannot judge wherever their region is scrolled to.
  async function unseen(nodes) {
    let left = new Set(nodes.map(({ element }) => element));
    for (const region of new Set(nodes.map(({ element }) => element.closest(".scroll")))) {
      // Each of its columns in turn comes to the region's edge: a cell may be almost as wide as the region.
      const inside = [...left].filter((element) => region.contains(element));
      const edges = inside.map((element) => element.closest("td, th")?.offsetLeft ?? 0);
      for (const to of [...new Set([0, ...edges])].sort((one, other) => one - other)) {
        region.scrollLeft = to;
        const only = { runOnly: ["color-contrast", "color-contrast-enhanced"], elementRef: true };
        const { violations, incomplete } = await axe.run(region, {
          ...only,
          rules: { "color-contrast-enhanced": { enabled: true } },
        });
        const wrong = new Set(
          [...violations, ...incomplete].flatMap((rule) => rule.nodes.map(({ element }) => element)),
        );
        left = new Set([...left].filter((element) => !region.contains(element) || wrong.has(element)));
      }
      region.scrollLeft = 0;
    }
    return nodes.filter(({ element }) => left.has(element));
  }

  return { wake, misfits, small, faint, moving, dead, usable, stop, follow, followed, faults };
})();
