// A block pasted into the entry table: read, matched with the rows of the form, and shown before anything is written.
// Excel's own clipboard (text/html) is read first: it says by which signs its numbers were written.
"use strict";

(() => {
  const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g; // left out as the pages do
  const fewRows = 2; // from here on more than one cell would be written: shown first

  // Reading: a table of texts, numbers as they are written here ("1.234", "3,5")

  function read(clipboard) {
    const html = clipboard.getData("text/html");
    const rows = (html && fromHtml(html)) || fromText(clipboard.getData("text"));
    return rows && (rows.length >= fewRows || rows.some((row) => row.length > 1)) ? rows : null;
  }

  function fromText(text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    return lines.map((line) => line.split("\t").map((words) => words.replace(INVISIBLE, "").trim()));
  }

  function fromHtml(html) {
    const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
    const rows = [...page.querySelectorAll("table tr")];
    if (!rows.length) return null;
    const signs = {
      decimal: sign(html, "decimal") || ",",
      thousand: sign(html, "thousand") || ".",
    };
    return rows.map((row) => [...row.cells].map((cell) => ourNumber(oneLine(cell.textContent), signs)));
  }

  function withoutStyles(html) {
    return html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/ style=(?:"[^"]*"|'[^']*')/gi, "");
  }

  function sign(html, which) {
    const found = html.match(new RegExp(`mso-displayed-${which}-separator:\\s*"?\\\\?(.)`));
    return found ? found[1] : "";
  }

  function oneLine(words) {
    return words.replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
  }

  function ourNumber(words, { decimal, thousand }) {
    if (decimal === "," || !/^[0-9][0-9.,]*$/.test(words)) return words;
    const plain = words.split(thousand).join("");
    return plain.split(decimal).join(",");
  }

  // Matching: which row of the form each line is for, and which of its columns holds the number

  function propose(table, cells, place, period) {
    const known = cells.map((cell) => ({ cell, words: plain(cell.label) }));
    const named = labelColumn(table, known);
    const targets = named < 0 ? byPlace(table, cells, place) : byLabel(table, known, named);
    const columns = numberColumns(table, named, targets);
    return { table, targets, columns, named, column: bestColumn(table, columns, period) };
  }

  function plain(words) {
    return oneLine(words)
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[đĐ]/g, "d")
      .toLowerCase()
      .replace(/^(?:[0-9]+(?:\.[0-9]+)*|[a-z]|[ivx]+)[.)]\s*/, "")
      .replace(/[^a-z0-9]+/g, " ")
      .trim();
  }

  function labelColumn(table, known) {
    const width = Math.max(...table.map((row) => row.length));
    let best = -1;
    let most = 0;
    for (let column = 0; column < width; column += 1) {
      const found = table.filter((row) => row[column] && !isNumber(row[column]) && match(row[column], known)).length;
      if (found > most) [best, most] = [column, found];
    }
    return most * 2 >= table.length ? best : -1;
  }

  function match(words, known, taken = new Set()) {
    const wanted = plain(words);
    if (!wanted) return null;
    const free = known.filter((each) => !taken.has(each.cell));
    const exact = free.find((each) => each.words === wanted);
    if (exact) return exact.cell;
    const longer = wanted.split(" ").length >= 3 ? known.filter((each) => each.words.startsWith(`${wanted} `)) : [];
    if (longer.length === 1) return taken.has(longer[0].cell) ? null : longer[0].cell;
    const alike = free.map((each) => [likeness(each.words, wanted), each.cell]).sort((one, other) => other[0] - one[0]);
    const [first, second] = alike;
    return first && first[0] >= 0.6 && (!second || second[0] < first[0]) ? first[1] : null;
  }

  function likeness(one, other) {
    const [ours, theirs] = [new Set(one.split(" ")), new Set(other.split(" "))];
    const both = [...ours].filter((word) => theirs.has(word)).length;
    return both / (ours.size + theirs.size - both);
  }

  function byLabel(table, known, named) {
    const taken = new Set();
    return table.map((row) => {
      const cell = row[named] && !isNumber(row[named]) ? match(row[named], known, taken) : null;
      if (cell) taken.add(cell);
      return cell;
    });
  }

  function byPlace(table, cells, place) {
    return table.map((_, offset) => cells[place + offset] || null);
  }

  // Columns that may be the figures: not the labels, not a running number, not last year's column where others are

  function numberColumns(table, named, targets) {
    const width = Math.max(...table.map((row) => row.length));
    const all = [...Array(width).keys()].filter((column) => column !== named && holdsNumbers(table, column));
    const own = all.filter((column) => !runs(table, column) && !isLastYear(table, column, targets));
    return own.length ? own : all;
  }

  function isNumber(words) {
    return /^(?:(?:gần|trên|khoảng)\s+)?[0-9]/i.test(words);
  }

  function holdsNumbers(table, column) {
    const filled = table.map((row) => row[column] || "").filter(Boolean);
    return filled.some(isNumber);
  }

  function runs(table, column) {
    const numbers = table.map((row) => row[column] || "").filter((words) => /^[0-9]+$/.test(words)).map(Number);
    return numbers.length > 1 && numbers.every((number, place) => !place || number === numbers[place - 1] + 1);
  }

  function isLastYear(table, column, targets) {
    const pairs = table
      .map((row, place) => [row[column] || "", targets[place] && targets[place].previous])
      .filter(([words, before]) => words && before);
    return pairs.length > 1 && pairs.every(([words, before]) => words.replace(/\./g, "") === before.replace(/\./g, ""));
  }

  function bestColumn(table, columns, period) {
    const year = (period.match(/[0-9]{4}/) || [""])[0];
    const headed = columns.find((column) => year && table[0] && (table[0][column] || "").includes(year));
    return headed === undefined ? columns[0] : headed;
  }

  function itemsOf({ table, targets, column }) {
    return table
      .map((row, place) => ({ cell: targets[place], words: row[column] || "", row }))
      .filter((item) => item.cell && item.words);
  }

  function notTaken({ table, targets, column }) {
    return table.filter((row, place) => !targets[place] && (row[column] || "") && row.some((words) => words));
  }

  function skipped({ table, targets, column }) {
    return table.filter((row, place) => targets[place] && !(row[column] || "")).length;
  }

  // Showing: what would be written where, and over what

  function ask(proposal, write) {
    const box = document.createElement("dialog");
    box.className = "paste-preview";
    box.setAttribute("aria-labelledby", "dan-tieu-de");
    document.body.append(box);
    box.addEventListener("close", () => box.remove());
    draw(box, proposal, write);
    box.showModal();
    box.querySelector(".btn-primary").focus();
  }

  function draw(box, proposal, write) {
    const items = itemsOf(proposal);
    const over = items.filter((item) => item.cell.number.value && item.cell.number.value !== item.words).length;
    const how = proposal.how || (proposal.named < 0 ? "lần lượt từ ô đang đứng" : "theo tên chỉ tiêu");
    const parts = [
      element("h2", `Sẽ ghi ${items.length} ô, ${how}`, { id: "dan-tieu-de" }),
      element("p", facts(over, skipped(proposal))),
      choice(box, proposal, write),
      listed(items),
      leftOut(notTaken(proposal)),
      buttons(box, items, write),
    ];
    box.replaceChildren(...parts.filter(Boolean));
  }

  function facts(over, blank) {
    const words = over ? `${over} ô đang có số khác sẽ được ghi đè.` : "Không có ô nào bị ghi đè.";
    return blank ? `${words} ${blank} dòng trống được bỏ qua, số cũ giữ nguyên.` : words;
  }

  function choice(box, proposal, write) {
    if (proposal.columns.length < 2) return null;
    const label = element("label", "Lấy số ở cột ");
    const select = document.createElement("select");
    for (const column of proposal.columns) {
      const first = proposal.table.map((row) => row[column]).find(Boolean);
      const option = element("option", `thứ ${column + 1} (${first} …)`, { value: String(column) });
      option.selected = column === proposal.column;
      select.append(option);
    }
    select.addEventListener("change", () => {
      draw(box, { ...proposal, column: Number(select.value) }, write);
      box.querySelector("select").focus();
    });
    label.append(select);
    return label;
  }

  function listed(items) {
    const table = element("table", "", { className: "table table-dense" });
    const head = element("tr");
    for (const words of ["Chỉ tiêu", "Số đang có", "Số sẽ ghi"]) head.append(element("th", words, { scope: "col" }));
    const body = element("tbody");
    for (const { cell, words } of items) {
      const now = cell.number.value;
      const row = element("tr", "", { className: now && now !== words ? "overwrites" : "" });
      row.append(
        element("th", cell.label, { scope: "row" }),
        element("td", now || "–", { className: "num" }),
        element("td", now && now !== words ? `${words} (ghi đè)` : words, { className: "num" }),
      );
      body.append(row);
    }
    const top = element("thead");
    top.append(head);
    table.append(top, body);
    const wrap = element("div", "", { className: "paste-rows", tabIndex: 0 });
    wrap.append(table);
    return wrap;
  }

  function leftOut(rows) {
    if (!rows.length) return null;
    const some = rows.slice(0, 3).map((row) => row.filter(Boolean).join(" · "));
    const more = rows.length > some.length ? " …" : "";
    const many = rows.length.toLocaleString("vi-VN");
    return element("p", `${many} dòng không có chỗ trong biểu nên không ghi: ${some.join("; ")}${more}`);
  }

  function buttons(box, items, write) {
    const bar = element("p", "", { className: "actions" });
    const yes = element("button", `Ghi ${items.length} ô`, { type: "button", className: "btn btn-primary" });
    const no = element("button", "Thôi", { type: "button", className: "btn btn-outline-primary" });
    yes.disabled = !items.length;
    yes.addEventListener("click", () => {
      box.close();
      write(items);
    });
    no.addEventListener("click", () => box.close());
    bar.append(yes, no);
    return bar;
  }

  function element(tag, words = "", properties = {}) {
    const made = Object.assign(document.createElement(tag), properties);
    if (words) made.textContent = words;
    return made;
  }

  window.hocTapPaste = { read, propose, ask };
})();
