// The grid of scores: households × lines of the set. Keyboard, many rows at once, one household at a time on a phone;
// saved cell by cell by saving.js. Without this file each household is scored on its own page.
"use strict";

(() => {
  const form = document.getElementById("bang-cham");
  if (!form) return;

  const sheet = form.dataset;
  const byId = (id) => document.getElementById(id);
  const lastYear = JSON.parse(byId("nam-truoc").textContent);
  const lines = [...form.querySelectorAll("thead th[data-code]")].map((head) => ({ ...head.dataset }));
  const cells = new Map();
  const rows = [...form.querySelectorAll("tr[data-pk]")].map(rowOf);
  const places = new Map(rows.map((row) => [row.tr, row]));
  let current = rows[0];
  let from = 0; // the column to which Enter comes back, as in Excel: where a run of Tab began

  const saving = hocTapSaving(form, {
    cells,
    parts: ["text"],
    name: `cham:${sheet.place}`,
    typed: (cell) => ({ text: cell.input.value }),
    fill: (cell, { text }) => (cell.input.value = text),
    spoken: ({ text }) => text || "(để trống)",
    show,
    refresh,
    offer,
    focus: (cell) => go(cell),
    holds: (cell, element) => cell.input === element,
    message: (cell, { text, revision }) => ({ code: cell.code, text, base: revision, over_vote: cell.overVote }),
  });

  // Rows and cells

  function rowOf(tr, place) {
    const name = tr.querySelector("th .ten").textContent;
    const row = { tr, place, pk: tr.dataset.pk, name, words: fold(tr.querySelector("th").textContent) };
    row.tick = tr.querySelector('input[type="checkbox"]');
    row.says = tr.querySelector("td.says");
    row.cells = [...tr.querySelectorAll("td.o")].map((td, column) => cellOf(row, td, column));
    return row;
  }

  function cellOf(row, td, column) {
    const line = lines[column];
    td.dataset.label = `${line.code} ${line.text} (${line.hint})`;
    const input = td.querySelector("input");
    if (!input) return null;
    input.setAttribute("aria-label", `${row.name}, mục ${line.code}`);
    const saved = { text: input.defaultValue };
    const code = `${row.pk}:${line.code}`;
    const label = `${row.name}, mục ${line.code}`;
    const cell = { code, row, line, column, td, input, label, saved, revision: saved.text, overVote: false, answer: [] };
    cells.set(code, cell);
    return cell;
  }

  function fold(text) {
    return text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/đ/gi, "d")
      .replace(/\s+/g, " ")
      .trim()
      .toLowerCase();
  }

  function cellWith(element) {
    const row = places.get(element.closest("tr[data-pk]"));
    return row && row.cells.find((cell) => cell && cell.input === element);
  }

  // What became of a cell, and how its row stands

  function show(cell, state, words, ...answer) {
    cell.td.className = `o${state ? ` is-${state}` : ""}`;
    cell.td.title = words;
    if (["refused", "conflict", "voted"].includes(state)) cell.input.setAttribute("aria-invalid", "true");
    else cell.input.removeAttribute("aria-invalid");
    cell.answer = answer.length ? [saving.paragraph("at-cell", `Mục ${cell.line.code}:`), ...answer] : [];
    const said = cell.row.cells.flatMap((each) => (each ? each.answer : []));
    cell.row.says.replaceChildren(...said);
  }

  function offer(cell, answer) {
    if (answer.state !== "voted") return;
    const choice = document.createElement("div");
    choice.className = "choice";
    choice.append(
      saving.button(`Ghi ${cell.input.value || "(để trống)"}, bỏ phiếu đã ghi`, () => {
        for (const each of cell.row.cells) if (each) each.overVote = true;
        saving.remember(cell);
        go(cell);
        saving.send();
      }),
      saving.button(`Giữ ${answer.text || "(để trống)"}`, () => {
        cell.input.value = cell.saved.text;
        saving.remember(cell);
        go(cell);
      }),
    );
    show(cell, "voted", "Chưa lưu", saving.paragraph("sentence", answer.sentence), choice);
  }

  function refresh({ rows: standings }) {
    const byKey = new Map(rows.map((row) => [row.pk, row]));
    for (const each of standings) {
      const row = byKey.get(String(each.pk));
      if (!row) continue;
      row.tr.querySelector(".tong").textContent = each.total;
      row.tr.querySelector(".xep-loai").textContent = each.band;
      row.tr.querySelector(".con-thieu").textContent = each.words;
      row.tr.classList.toggle("is-whole", each.passes !== null);
      row.tr.classList.toggle("fails", each.passes === false);
    }
    count();
  }

  function count() {
    byId("da-cham").textContent = rows.filter((row) => row.tr.classList.contains("is-whole")).length;
  }

  // Going about

  function go(cell) {
    turn(cell.row);
    cell.input.focus();
    cell.input.select();
  }

  function turn(row) {
    if (current) current.tr.classList.remove("is-current");
    current = row;
    row.tr.classList.add("is-current");
    byId("thu-may").textContent = `${row.place + 1}/${rows.length}`;
  }

  function below(row, column, step) {
    for (let next = rows[row.place + step]; next; next = rows[next.place + step]) {
      if (next.cells[column]) return next.cells[column];
      const other = next.cells.find(Boolean);
      if (other) return other;
    }
    return null;
  }

  function beside(cell, step) {
    for (let column = cell.column + step; column >= 0 && column < lines.length; column += step) {
      if (cell.row.cells[column]) return cell.row.cells[column];
    }
    return null;
  }

  function firstOpen(row) {
    return row.cells.find((cell) => cell && !cell.input.value) || row.cells.find(Boolean);
  }

  function nextHousehold(row, step = 1) {
    const next = rows[row.place + step];
    if (!next) return;
    const cell = firstOpen(next);
    if (cell) return start(cell);
    turn(next);
    next.tr.scrollIntoView({ block: "nearest" });
  }

  function start(cell) {
    from = cell.column;
    go(cell);
  }

  const moves = {
    ArrowDown: (cell) => below(cell.row, cell.column, 1),
    ArrowUp: (cell) => below(cell.row, cell.column, -1),
    ArrowLeft: (cell) => atEdge(cell.input, 0) && beside(cell, -1),
    ArrowRight: (cell) => atEdge(cell.input, cell.input.value.length) && beside(cell, 1),
  };

  // An arrow leaves the cell when there is nothing to go over in it.
  function atEdge(input, edge) {
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    return whole || (input.selectionStart === edge && input.selectionEnd === edge);
  }

  form.addEventListener("keydown", (event) => {
    const cell = cellWith(event.target);
    if (!cell || event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) return keyWithControl(event, cell);
    if (event.key === "Escape") return saving.asBefore(cell);
    if (event.key === "m" || event.key === "M") return fullMarks(event, cell);
    if (event.key === "Enter") {
      event.preventDefault();
      const next = below(cell.row, from, event.shiftKey ? -1 : 1);
      return next ? go(next) : saving.leave(cell);
    }
    const next = moves[event.key] && moves[event.key](cell);
    if (!next) return;
    event.preventDefault();
    start(next);
  });

  // m: full marks and on to the next line; M: full marks for all that is still empty, and on to the next household
  function fullMarks(event, cell) {
    event.preventDefault();
    if (event.key === "M") {
      const empty = cell.row.cells.filter((each) => each && each.line.full && !each.input.value);
      saving.change(empty.map((each) => [each, { text: each.line.full }]));
      return nextHousehold(cell.row);
    }
    if (!cell.line.full) return;
    saving.change([[cell, { text: cell.line.full }]]);
    const next = beside(cell, 1);
    if (next) go(next);
    else nextHousehold(cell.row);
  }

  function keyWithControl(event, cell) {
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") return saving.undoKey(event, cell);
    if (key !== "d") return;
    event.preventDefault();
    const above = rows[cell.row.place - 1];
    const source = above && above.cells[cell.column];
    if (source) saving.change([[cell, { text: source.input.value }]]);
  }

  // Typing and leaving

  form.addEventListener("input", (event) => {
    const cell = cellWith(event.target);
    if (cell) saving.remember(cell, "typing");
  });
  form.addEventListener("focusin", (event) => {
    const cell = cellWith(event.target);
    if (!cell) return;
    turn(cell.row);
    saving.begin(cell);
  });
  form.addEventListener("mousedown", (event) => {
    const cell = cellWith(event.target);
    if (cell) from = cell.column;
  });
  for (const kind of ["change", "focusout"]) {
    form.addEventListener(kind, (event) => {
      const cell = cellWith(event.target);
      if (cell) saving.leave(cell);
    });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const left = await saving.flush();
    if (left) go(left);
    else location.assign(sheet.backUrl);
  });

  // Search and jump

  byId("tim-ho").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const words = fold(event.target.value);
    const after = [...rows.slice(current.place + 1), ...rows.slice(0, current.place + 1)];
    const found = words && after.find((row) => row.words.includes(words));
    saving.notice("khong-thay", words && !found ? `Không có ai tên hoặc địa chỉ có “${event.target.value.trim()}”.` : "");
    if (!found) return;
    const cell = firstOpen(found);
    turn(found);
    found.tr.scrollIntoView({ block: "center" });
    if (cell) start(cell);
  });
  byId("ho-truoc").addEventListener("click", () => nextHousehold(current, -1));
  byId("ho-sau").addEventListener("click", () => nextHousehold(current, 1));
  byId("chua-xong").addEventListener("click", () => {
    const after = [...rows.slice(current.place + 1), ...rows.slice(0, current.place + 1)];
    const found = after.find((row) => row.cells.some((cell) => cell && !cell.input.value));
    saving.notice("khong-thay", found ? "" : "Mọi hồ sơ ở đây đã chấm đủ các mục.");
    if (found) start(firstOpen(found));
  });

  // Many rows at once: asked with numbers before anything is written over

  const ways = {
    "diem-toi-da": { words: "điểm tối đa", text: (cell) => cell.line.full },
    "nhu-nam-truoc": { words: "điểm như năm trước", text: (cell) => (lastYear[cell.row.pk] || {})[cell.line.code] || "" },
    "giong-dong-nay": { words: "", text: (cell) => (model().cells[cell.column] || { input: { value: "" } }).input.value },
  };

  function model() {
    return current;
  }

  byId("chon-het").addEventListener("change", (event) => {
    for (const row of rows) if (row.tick && !row.tick.disabled) row.tick.checked = event.target.checked;
    chosen();
  });
  form.addEventListener("change", (event) => event.target.matches('tbody input[type="checkbox"]') && chosen());

  function chosen() {
    const number = rows.filter((row) => row.tick && row.tick.checked).length;
    byId("so-chon").textContent = number ? `${number.toLocaleString("vi-VN")} ${sheet.holder} đã chọn` : "Chưa chọn dòng nào";
  }

  for (const [id, way] of Object.entries(ways)) byId(id).addEventListener("click", () => fillChosen(way));

  function fillChosen(way) {
    const ticked = rows.filter((row) => row.tick && row.tick.checked);
    if (!ticked.length) return saving.notice("khong-thay", "Hãy đánh dấu các dòng cần ghi ở cột đầu.");
    const words = way.words || `điểm giống ${model().name}`;
    const all = ticked.flatMap((row) => row.cells.filter(Boolean)).map((cell) => [cell, { text: way.text(cell) }]);
    const wanted = all.filter(([cell, { text }]) => text && text !== cell.input.value);
    const over = wanted.filter(([cell]) => cell.input.value);
    saving.notice("khong-thay", "");
    ask(words, ticked.length, wanted, over.length);
  }

  function ask(words, number, wanted, over) {
    const box = document.createElement("dialog");
    box.className = "paste-preview";
    box.setAttribute("aria-labelledby", "hoi-tieu-de");
    const title = document.createElement("h2");
    title.id = "hoi-tieu-de";
    title.textContent = `Sẽ ghi ${words} cho ${number.toLocaleString("vi-VN")} ${sheet.holder}`;
    const empty = wanted.length - over;
    const facts = saving.paragraph(
      "facts-of-many",
      wanted.length
        ? `${empty} ô đang trống; ${over} ô đang có điểm khác sẽ bị ghi đè. Bấm Ctrl+Z trong bảng để trở lại.`
        : "Không có ô nào thay đổi.",
    );
    const bar = document.createElement("p");
    bar.className = "actions";
    const act = (label, pairs, kind) => {
      const made = saving.button(label, () => {
        box.close();
        saving.change(pairs);
        go(pairs[0][0]);
      });
      made.className = `btn ${kind}`;
      bar.append(made);
    };
    if (empty) act(`Chỉ ghi ${empty} ô trống`, wanted.filter(([cell]) => !cell.input.value), "btn-primary");
    if (over) act(`Ghi cả ${wanted.length} ô`, wanted, "btn-outline-danger");
    bar.append(saving.button("Thôi", () => box.close()));
    box.append(title, facts, bar);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    bar.querySelector("button").focus();
  }

  saving.begunBefore();
  if (current) turn(current);
  chosen();
  count();
})();
