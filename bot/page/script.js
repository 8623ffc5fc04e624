"use strict";
// Filters, drill-down and CSV. Without it the page shows everything, and links lead to the table of reports.
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const rates = JSON.parse(byId("rates").textContent);
  const form = byId("filters");
  const opened = byId("opened");
  const value = (row, column) => cell(row, column).dataset.value ?? cell(row, column).textContent;
  const columns = all("#reports-table thead th").map((head) => head.dataset.column);
  const cell = (row, column) => row.cells[columns.indexOf(column)];
  const rows = all("#reports-table tbody tr").map((row) => ({
    row,
    figures: new Set(row.dataset.in.split(" ")),
    track: value(row, "track"),
    product: value(row, "product"),
    standing: value(row, "standing"),
    owner: row.dataset.owner,
    day: value(row, "submitted_at").slice(0, 10),
    words: row.textContent.toLowerCase(),
  }));
  let open = null; // the number that was opened: {track, figure, rate}

  const isOf = (one) => one.track === open.track && one.figures.has(rates[open.rate].of);
  const counts = (one) => isOf(one) && one.figures.has(rates[open.rate].counts);
  const parts = {
    counts: { words: "Counted in the rate", holds: counts },
    rest: { words: "In its base only", holds: (one) => isOf(one) && !counts(one) },
    out: { words: "Not counted", holds: (one) => one.track === open.track && !isOf(one) },
  };

  function belongs(one) {
    if (!open) return true;
    if (open.part) return parts[open.part].holds(one);
    if (open.rate) return isOf(one) && one.figures.has(open.figure);
    return one.track === open.track && one.figures.has(open.figure);
  }

  const isAsked = (asked, one, words) =>
    ["track", "product", "owner"].every((name) => !asked[name] || one[name] === asked[name]) &&
    (!asked.since || one.day >= asked.since) &&
    (!asked.until || one.day < asked.until) &&
    words.every((word) => one.words.includes(word));

  function show() {
    const asked = Object.fromEntries(new FormData(form));
    const words = asked.words.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = rows.filter((one) => isAsked(asked, one, words));
    const shown = new Set(chosen.filter((one) => (!asked.standing || one.standing === asked.standing) && belongs(one)));
    for (const one of rows) one.row.hidden = !shown.has(one);
    byId("shown").textContent = `${shown.size} of ${rows.length} ${rows.length === 1 ? "report" : "reports"} shown`;
    recount(chosen, Object.entries(asked).some(([name, value]) => name !== "standing" && value.trim()));
  }

  // The rate of what the filters choose, however it stands: a choice by how it stands would have no rate of its own.
  function recount(chosen, isChoice) {
    const line = byId("recounted");
    const n = chosen.filter((one) => one.figures.has("n")).length;
    const shipped = chosen.filter((one) => one.figures.has("integrated")).length;
    const among = line.dataset.cut === undefined ? "what these filters choose" : "what these filters choose of the list";
    line.hidden = !isChoice;
    if (!n) {
      line.textContent = `No report counts of ${among}.`;
      return;
    }
    const [low, high] = wilson(shipped, n);
    const reports = n === 1 ? "report" : "reports";
    line.textContent =
      `Of ${among}, however it stands: ${shipped} of ${n} ${reports} shipped, ${percent(shipped / n)} ` +
      `(95\u00a0% between ${Math.round(100 * low)} and ${percent(high)}).`;
  }

  const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

  // Wilson's score interval at 95 %, as `loop/statistics.py` has it.
  function wilson(successes, n) {
    const z2 = 1.959963984540054 ** 2;
    const middle = successes + z2 / 2;
    const half = Math.sqrt(z2 * (successes * (1 - successes / n) + z2 / 4));
    return [(middle - half) / (n + z2), (middle + half) / (n + z2)].map((bound) => Math.min(1, Math.max(0, bound)));
  }

  function tell() {
    opened.hidden = !open;
    opened.textContent = "";
    if (!open) return;
    if (!open.rate) {
      opened.append(`Opened: ${open.figure.replaceAll("_", " ")}`);
      return;
    }
    for (const [part, { words, holds }] of Object.entries(parts)) {
      const button = document.createElement("button");
      const why = part === "out" ? `: ${rates[open.rate].left_out}` : "";
      button.type = "button";
      button.textContent = `${words} (${rows.filter(holds).length})${why}`;
      button.setAttribute("aria-pressed", String(open.part === part));
      button.addEventListener("click", () => {
        open.part = open.part === part ? null : part;
        tell();
        show();
        all("button", opened)[Object.keys(parts).indexOf(part)].focus();
      });
      opened.append(button, " ");
    }
  }

  function openFigure(link) {
    form.reset();
    const { track, figure, rate, product } = link.dataset;
    open = { track, figure, rate, part: rate && figure === rates[rate].counts ? "counts" : null };
    form.elements.track.value = track;
    form.elements.product.value = product ?? "";
    tell();
    show();
    byId("reports").scrollIntoView();
    byId("reports-name").focus({ preventScroll: true });
  }

  // What a spreadsheet takes for the beginning of a formula gets an apostrophe; quotes are doubled.
  function field(text) {
    const guarded = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  }

  function csv(table) {
    const lines = [all("thead th", table).map((head) => field(head.dataset.column))];
    for (const row of all("tbody tr", table)) {
      if (!row.hidden) lines.push([...row.cells].map((one) => field(one.dataset.value ?? one.textContent)));
    }
    return lines.map((line) => `${line.join(",")}\r\n`).join("");
  }

  function save(name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(byId(name))], { type: "text/csv;charset=utf-8" }));
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  for (const part of all("[data-scripted]")) part.hidden = false;
  for (const link of all("a.opens")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      openFigure(link);
    });
  }
  for (const button of all("[data-csv]")) button.addEventListener("click", () => save(button.dataset.csv));
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    open = null;
    tell();
    setTimeout(show);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input, select")) {
      event.preventDefault();
      form.elements.words.focus();
    } else if (event.key === "Escape" && open) {
      form.reset();
    }
  });
  window.addEventListener("beforeprint", () => {
    for (const details of all("details")) details.open = true;
  });
  show();
})();
