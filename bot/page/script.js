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

  function show() {
    const asked = Object.fromEntries(new FormData(form));
    const words = asked.words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of rows) {
      const fits =
        ["track", "product", "standing"].every((name) => !asked[name] || one[name] === asked[name]) &&
        words.every((word) => one.words.includes(word)) &&
        belongs(one);
      one.row.hidden = !fits;
      shown += fits;
    }
    byId("shown").textContent = `${shown} of ${rows.length} reports shown`;
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
    const { track, figure, rate } = link.dataset;
    open = { track, figure, rate, part: rate && figure === rates[rate].counts ? "counts" : null };
    form.elements.track.value = track;
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
