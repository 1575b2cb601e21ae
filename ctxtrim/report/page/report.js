"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const LABELS = {
    sent: "sent", eligible: "not ignored, not sent", excluded: "excluded", emptied: "arrives empty",
    saved: "excluded with the fix",
  };
  const ESCAPES = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
  const visible = (text) => text.replace(ESCAPES, (c) => "\\x" + c.charCodeAt(0).toString(16).padStart(2, "0"));

  function el(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === "class") made.className = value;
      else if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  // What stands between backticks, as code.
  const coded = (text) => text.split("`").map((part, n, all) => (n % 2 && n < all.length - 1 ? el("code", { textContent: part }) : n % 2 ? "`" + part : part));

  function human(bytes) { // as Docker prints sizes: powers of 1000, four digits
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (bytes >= 1000 && unit < units.length - 1) { bytes /= 1000; unit += 1; }
    return `${Number(bytes.toPrecision(4))}${units[unit]}`;
  }
  const count = (n, noun) => `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;

  // The tree: nodes with sums of their own, columns as in the data (0, 1: not ignored today, with the fix;
  // 2 + 2n, 3 + 2n: sent to build n today, with the fix).
  const columns = 2 + 2 * data.builds.length;
  const emptied = new Set(data.emptied);
  const nodes = [];

  function grow(row, parent) {
    const node = { name: row[0], parent, path: "", bytes: 0, files: 0, columns: new Array(columns).fill(0), children: null };
    node.path = parent && parent.path ? `${parent.path}/${row[0]}` : row[0];
    nodes.push(node);
    if (Array.isArray(row[1])) {
      node.children = row[1].map((child) => grow(child, node));
      for (const child of node.children) {
        node.bytes += child.bytes;
        node.files += child.files;
        child.columns.forEach((size, n) => { node.columns[n] += size; });
      }
      node.children.sort((a, b) => b.bytes - a.bytes);
    } else {
      [, node.bytes, node.files] = row;
      const held = row[3];
      node.columns = Array.isArray(held) ? held : node.columns.map((_, n) => ((held / 2 ** n) & 1 ? node.bytes : 0));
      if (!row[0]) node.label = count(node.files, "other file");
    }
    return node;
  }
  const root = grow(data.tree, null);
  const title = (node) => node.label || visible(node.name) || visible(data.name);

  const titleIn = (folder, node) => node.label || visible(node.path.slice(folder.path ? folder.path.length + 1 : 0));

  const sent = data.builds.map((_, n) => root.columns[2 + 2 * n]);
  let shown = root, build = Math.max(0, sent.indexOf(Math.max(...sent))), when = 0, area = 0; // at first the build that sends most
  const areaOf = (node) => (area < 0 ? node.bytes : node.columns[0]);

  function verdict(node) {
    const most = (n) => node.columns[n] * 2 > areaOf(node);
    const column = data.builds.length ? 2 + 2 * build + when : when;
    if (emptied.has(node.path) && most(column)) return "emptied";
    if (!when && most(0) && !most(1)) return "saved";
    if (most(column)) return "sent";
    return most(when) ? "eligible" : "excluded";
  }

  function told(node) {
    const column = data.builds.length ? 2 + 2 * build + when : when;
    const parts = [human(node.bytes), node.children || node.files !== 1 ? count(node.files, "file") : ""];
    if (node.children) parts.push(`${human(node.columns[column])} sent`);
    else parts.push(LABELS[verdict(node)]);
    return `${visible(node.path.replace(/\/$/, "")) || visible(data.name)}${node.label ? ` (${node.label})` : ""}: ${parts.filter(Boolean).join(", ")}`;
  }

  // A folder that holds one folder only is shown as that one.
  const single = (node) => {
    while (node.children && node.children.length === 1 && node.children[0].children) node = node.children[0];
    return node;
  };

  // The treemap: three levels of the folder shown.
  const map = byId("map");
  function draw() {
    const width = map.clientWidth, height = map.clientHeight;
    const depths = new Map([[shown, 0]]);
    const layout = d3.hierarchy(shown, (node) => {
      const depth = depths.get(node);
      const inside = depth < 3 && node.children ? node.children.map(single) : null;
      for (const child of inside || []) depths.set(child, depth + 1);
      return inside;
    });
    layout.eachAfter((n) => { n.value = areaOf(n.data); }).sort((a, b) => b.value - a.value);
    d3.treemap().size([width, height]).round(true).paddingInner(1)
      .paddingTop((n) => (n.depth ? 17 : 0)).paddingBottom((n) => (n.depth ? 2 : 0))
      .paddingLeft((n) => (n.depth ? 2 : 0)).paddingRight((n) => (n.depth ? 2 : 0))(layout);
    const cells = [];
    layout.each((n) => {
      const w = n.x1 - n.x0, h = n.y1 - n.y0;
      if (!n.depth || w < 3 || h < 3) return;
      const node = n.data, isFolder = Boolean(node.children);
      const open = isFolder && n.children;
      const cell = el("div", { class: `cell ${open ? "folder" : verdict(node)}`, tabIndex: -1, role: isFolder ? "button" : "img", "aria-label": told(node) });
      if (isFolder && !open) cell.style.cursor = "zoom-in";
      cell.style.left = `${n.x0}px`; cell.style.top = `${n.y0}px`;
      cell.style.width = `${w}px`; cell.style.height = `${h}px`;
      if (w > 28 && h > 14) cell.textContent = `${titleIn(n.parent.data, node)}${isFolder ? "/" : ""} ${w > 110 ? human(areaOf(node)) : ""}`;
      cell.node = node;
      cells.push(cell);
    });
    map.replaceChildren(...cells);
    if (cells.length) cells[0].tabIndex = 0;
    else map.append(el("p", { class: "dim", textContent: area < 0 ? "Nothing here has bytes." : "All that is here is excluded." }));
  }

  function say(node) { byId("tip").textContent = node ? told(node) : "Click or Enter opens a folder; Escape goes up."; }

  function go(node) {
    const folder = node.children ? node : node.parent;
    shown = folder || root;
    render();
  }

  map.addEventListener("click", (event) => {
    const cell = event.target.closest(".cell");
    if (cell && (cell.node.children || cell.node.parent !== shown)) go(cell.node);
  });
  map.addEventListener("pointermove", (event) => { const cell = event.target.closest(".cell"); if (cell) say(cell.node); });
  map.addEventListener("focusin", (event) => { const cell = event.target.closest(".cell"); if (cell) say(cell.node); });
  map.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".cell");
    if (event.key === "Escape" || event.key === "Backspace") {
      if (shown.parent) { const from = shown; go(shown.parent); focusOn(from); }
    } else if (cell && (event.key === "Enter" || event.key === " ")) {
      if (cell.node.children || cell.node.parent !== shown) { go(cell.node); focusOn(null); }
    } else if (cell && event.key.startsWith("Arrow")) move(cell, event.key);
    else return;
    event.preventDefault();
  });

  function focusOn(node) {
    const cells = [...map.querySelectorAll(".cell")];
    const cell = cells.find((c) => c.node === node) || cells[0];
    if (cell) cell.focus();
  }

  function move(cell, key) { // to the nearest cell in that direction
    const side = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const middle = (c) => { const r = c.getBoundingClientRect(); return [r.left + r.width / 2, r.top + Math.min(r.height, 20) / 2]; };
    const [x, y] = middle(cell);
    let best = null, least = Infinity;
    for (const other of map.querySelectorAll(".cell")) {
      const [ox, oy] = middle(other);
      const along = (ox - x) * side[0] + (oy - y) * side[1];
      const across = Math.abs((ox - x) * side[1]) + Math.abs((oy - y) * side[0]);
      if (other !== cell && along > 1 && along + 2 * across < least) { best = other; least = along + 2 * across; }
    }
    if (best) { cell.tabIndex = -1; best.tabIndex = 0; best.focus(); }
  }

  function crumbs() {
    const trail = [];
    for (let node = shown; node; node = node.parent) trail.unshift(node);
    byId("crumbs").replaceChildren(...trail.map((node) => el("button", { type: "button", textContent: title(node), onclick: () => go(node) })));
  }

  function rows() {
    const column = data.builds.length ? 2 + 2 * build : 0;
    const body = shown.children.slice(0, 500).map((node) => {
      const name = node.children ? el("button", { type: "button", textContent: `${title(node)}/`, onclick: () => go(node) }) : title(node);
      const numbers = [human(node.bytes), node.files.toLocaleString("en-US"), human(node.columns[when]), human(node.columns[column]), human(node.columns[column + 1])];
      return el("tr", {}, el("td", {}, name), ...numbers.map((text) => el("td", { class: "num", textContent: text })));
    });
    byId("rows").replaceChildren(...body);
  }

  function totals() {
    const one = (label, value, note) => el("div", {}, el("dt", { textContent: label }), el("dd", { textContent: value }, el("small", { textContent: note })));
    const parts = [one("On disk", human(root.bytes), count(root.files, "file")),
      one("Not ignored", human(root.columns[when]), data.ignore_file || "no ignore file")];
    if (data.builds.length) {
      const sent = root.columns[2 + 2 * build + when];
      parts.push(one("Sent", human(sent), data.builds[build].label));
      parts.push(one("The fix saves", human(root.columns[2 + 2 * build] - root.columns[3 + 2 * build]), "of what is sent"));
    }
    byId("totals").replaceChildren(...parts);
  }

  function render() { totals(); crumbs(); draw(); rows(); say(null); }

  // What stands still.
  byId("title").textContent = visible(data.name);
  byId("subtitle").textContent = `${visible(data.context)}, as read by ${data.builder}`;
  byId("footer").textContent = `ctxtrim ${data.version}. Sizes as Docker prints them. ${data.hidden}`;
  document.title = `${visible(data.name)}: the build context`;
  byId("build").replaceChildren(...data.builds.map((b, n) => el("option", { value: n, textContent: visible(b.label) })));
  byId("build").value = build;
  byId("build").parentElement.hidden = data.builds.length < 2;
  byId("when").hidden = !data.fix.length;
  byId("legend").replaceChildren(...Object.entries(LABELS).map(([name, label]) => el("li", {}, el("span", { class: name }), label)));
  byId("build").addEventListener("change", (event) => { build = Number(event.target.value); render(); });
  byId("area").addEventListener("change", (event) => { area = Number(event.target.value); render(); });
  byId("when").addEventListener("change", (event) => { when = Number(event.target.value); render(); });

  const search = byId("search"), results = byId("results");
  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    const hits = words ? nodes.filter((n) => n.path.toLowerCase().includes(words) && n.name).slice(0, 50) : [];
    results.hidden = !words;
    results.replaceChildren(...(hits.length || !words ? hits.map((node) => el("li", {}, el("button", { type: "button", textContent: told(node), onclick: () => { go(node); focusOn(node); } })))
      : [el("li", { class: "dim", textContent: "Nothing of that name. Small files are summed up by folder." })]));
  });

  byId("findings").replaceChildren(...(data.findings.length ? data.findings.map((f) => {
    const place = f.line ? `${f.file}:${f.line}` : f.path || f.file;
    const block = el("div", { class: `finding ${f.severity}` },
      el("p", {}, el("span", { class: "severity", textContent: `${f.severity} ${f.rule} ` }), el("b", { textContent: visible(place) }), ` ${visible(f.message)}`));
    if (f.hint) block.append(el("p", { class: "dim" }, ...coded(visible(f.hint))));
    if (data.rules[f.rule]) block.append(el("details", {}, el("summary", { textContent: `About ${f.rule}, ${f.name}` }), el("pre", { textContent: data.rules[f.rule] })));
    return block;
  }) : [el("p", { class: "dim", textContent: "No findings." })]));

  byId("fix").replaceChildren(...(data.fix.length ? [el("p", {}, ...coded("`ctxtrim fix --write` adds these lines:")), el("pre", { textContent: visible(data.fix.join("\u0000")).replaceAll("\\x00", "\n") })]
    : [el("p", { class: "dim", textContent: "Nothing to exclude safely." })]));

  const chain = (b) => {
    const cell = (text, type) => el(type || "td", { class: "num", textContent: text });
    const head = el("tr", {}, el("th", { scope: "col", class: "num", textContent: "Line" }), el("th", { scope: "col", textContent: "Step" }),
      el("th", { scope: "col", class: "num", textContent: `Rebuilt by, of ${data.commits} commits` }), cell("With the fix", "th"));
    const steps = b.costs.map(([line, text, now, then]) => el("tr", {}, cell(line),
      el("td", {}, el("code", { class: "step", title: visible(text), textContent: visible(text) })),
      el("td", { class: "num" }, el("meter", { max: data.commits, value: now, ariaHidden: "true" }), ` ${now}`), cell(then)));
    return el("table", { class: "chain" }, el("thead", {}, head), el("tbody", {}, ...steps));
  };
  byId("steps").replaceChildren(...data.builds.map((b) => el("details", { open: data.builds.length < 4 },
    el("summary", { textContent: visible(b.label) }),
    b.costs.length ? chain(b) : el("pre", { textContent: b.steps.map(visible).join("\n") || "takes nothing of the context" }))));

  let size = 0;
  new ResizeObserver(() => { if (map.clientWidth !== size) { size = map.clientWidth; draw(); } }).observe(map);
  render();
})();
