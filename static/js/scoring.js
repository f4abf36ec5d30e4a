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
    if (already(event, cell)) return;
    if (event.key === "Escape") return saving.asBefore(cell);
    if (event.key === "m" || event.key === "M") return fullMarks(event, cell);
    if (halfPoint(event, cell)) return;
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

  // r (or +) after a whole score: half a point more ("8 rưỡi"); Shift with a digit of the upper row: the same at once.
  // Both go on to the next line.
  function halfPoint(event, cell) {
    const digit = event.shiftKey && /^Digit\d$/.test(event.code) && !/^\d$/.test(event.key) && event.code.slice(-1);
    const more = ["r", "R", "+"].includes(event.key);
    if (!digit && !more) return false;
    const left = more && arrived && arrived.into === cell ? arrived.from : null; // the score just left by itself
    const scored = left || cell;
    const whole = digit || scored.input.value;
    event.preventDefault();
    if (!halfFits(scored.line, whole)) return true; // no score has these signs
    saving.change([[scored, { text: `${whole},5` }]]);
    if (!left) moveOn(scored);
    return true;
  }

  function halfFits(line, whole) {
    if (line.kind === "boolean" || !/^\d+$/.test(whole) || !/^\d+([.,]\d+)?$/.test(line.full)) return false;
    return Number(whole) + 0.5 <= Number(line.full.replace(",", "."));
  }

  // Going on without a key: from a score that no further digit can follow, where the person wants it so

  const onward = byId("tu-sang");
  const STORE = "hoctap-cham-tu-sang";
  let arrived = null; // {from, into}: the cell just left by itself, and the one come to, until anything else is done

  function complete({ line, input }) {
    const text = input.value;
    if (input.selectionStart !== text.length) return false;
    if (line.kind === "boolean") return /^[01x]$/i.test(text);
    if (!/^\d+([.,]5)?$/.test(text) || !/^\d+([.,]\d+)?$/.test(line.full)) return false;
    const most = Number(line.full.replace(",", "."));
    if (/[.,]/.test(text)) return Number(text.replace(",", ".")) <= most; // half a point: slips have no smaller part
    return Number(text) <= most && (Number(text) === 0 || Number(text) * 10 > most);
  }

  function moveOn(cell) {
    const { entered } = cell;
    const next = beside(cell, 1);
    if (next) go(next);
    else nextHousehold(cell.row);
    const into = cellWith(document.activeElement);
    if (into === cell) return saving.leave(cell);
    arrived = into ? { from: cell, into, before: entered } : null;
  }

  // The key that a hand presses out of habit to go on, when the page has gone on already; Esc takes the score back.
  function already(event, cell) {
    if (!arrived || arrived.into !== cell || event.shiftKey) return false;
    const { from: left, before } = arrived;
    const further = event.key === "Enter" && left.row !== cell.row;
    if (!further && !["Tab", "ArrowRight", "Escape"].includes(event.key)) return false;
    arrived = null;
    event.preventDefault();
    if (event.key !== "Escape") return true;
    start(left);
    saving.change([[left, { text: before }]]);
    return true;
  }

  // A comma typed next belongs to the score just left ("7" then ",5"); Backspace goes back to it.
  form.addEventListener("beforeinput", (event) => {
    const cell = cellWith(event.target);
    if (!cell || !arrived || arrived.into !== cell) return;
    const whole = /^\d+$/.test(arrived.from.input.value);
    const comma = whole && event.inputType === "insertText" && /^[.,]$/.test(event.data || "");
    if (!comma && event.inputType !== "deleteContentBackward") return;
    event.preventDefault();
    const back = arrived.from;
    arrived = null;
    start(back);
    if (!comma) return;
    back.input.value += ",";
    back.input.setSelectionRange(back.input.value.length, back.input.value.length);
    saving.remember(back, "typing");
  });
  const MEANT_FOR_IT = ["Backspace", ",", ".", "r", "R", "+", "Unidentified", "Process", "Shift"];
  for (const kind of ["keydown", "mousedown"]) {
    form.addEventListener(kind, (event) => {
      if (!MEANT_FOR_IT.includes(event.key)) arrived = null; // anything else done: the score just left is done with
    });
  }

  try {
    onward.checked = localStorage.getItem(STORE) !== "khong";
  } catch {
    onward.checked = true; // no store: as it comes
  }
  onward.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, onward.checked ? "co" : "khong");
    } catch {
      // the choice holds for this page
    }
  });

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
    if (!cell) return;
    arrived = null;
    saving.remember(cell, "typing");
    if (event.inputType === "insertText" && onward.checked && complete(cell)) moveOn(cell);
  });
  form.addEventListener("focusin", (event) => {
    const cell = cellWith(event.target);
    if (!cell) return;
    turn(cell.row);
    cell.entered = cell.input.value;
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

  const search = byId("tim-ho");

  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look();
  });

  async function look({ elsewhere = true } = {}) {
    const words = fold(search.value);
    const after = [...rows.slice(current.place + 1), ...rows.slice(0, current.place + 1)];
    const found = words && after.find((row) => row.words.includes(words));
    if (!found && words && elsewhere && search.dataset.elsewhere) return lookElsewhere();
    saving.notice("khong-thay", words && !found ? `Không có ai tên hoặc địa chỉ có “${search.value.trim()}”.` : "");
    if (!found) return;
    const cell = firstOpen(found);
    turn(found);
    found.tr.scrollIntoView({ block: "center" });
    if (cell) start(cell);
  }

  // On another page of a long khu phố: all typed here goes first.
  async function lookElsewhere() {
    const left = await saving.flush();
    if (left) return go(left);
    location.assign(search.dataset.elsewhere + encodeURIComponent(search.value.trim()));
  }

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
  if (search.value) look({ elsewhere: false }); // the server chose the page
})();
