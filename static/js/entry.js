// The entry table: keyboard, paste, checks; saved cell by cell by saving.js. Without this file the table is a plain form.
"use strict";

(() => {
  const form = document.getElementById("bieu");
  if (!form) return;

  const sheet = form.dataset;
  const TAKEN = { register: ", theo sổ", "last-period": ", như kỳ trước" };
  const byId = (id) => document.getElementById(id);
  const cells = new Map([...form.querySelectorAll("tr[data-code]")].map((row) => [row.dataset.code, cellOf(row)]));
  const numbers = [...cells.values()].map((cell) => cell.number);
  const notes = [...cells.values()].map((cell) => cell.note);
  const sections = [...form.querySelectorAll(".entry-table > tbody")];

  const saving = hocTapSaving(form, {
    cells,
    parts: ["text", "qualifier", "note"],
    name: sheet.submission,
    typed,
    fill,
    spoken,
    show,
    refresh,
    focus: (cell) => cell.number.focus(),
    holds: (cell, element) => cell.row.contains(element),
    message: ({ code, taken }, { text, qualifier, note, revision }) => {
      const words = { code, text, qualifier, note, revision };
      return taken && taken.text === text ? { ...words, taken: taken.from } : words;
    },
  });
  const { notice, paragraph, remember, send } = saving;

  // Cells

  function cellOf(row) {
    const [text, qualifier, ...note] = row.querySelector('input[name^="cu-"]').value.split("|");
    return {
      code: row.dataset.code,
      row,
      number: row.querySelector("input.number-input"),
      qualifier: row.querySelector("select"),
      note: row.querySelector("textarea"),
      status: row.querySelector("td.status"),
      says: row.querySelector("td.says"),
      label: row.querySelector("label").textContent,
      previous: row.querySelector("td.previous").textContent.trim(),
      revision: Number(row.dataset.revision),
      saved: { text, qualifier, note: note.join("|") },
      taken: row.dataset.taken ? { from: row.dataset.taken, text } : null, // with many others, at one press
      answer: [], // what the last saving said at the cell
      findings: [...row.querySelectorAll("td.says > p:not(.sentence)")],
    };
  }

  function typed(cell) {
    return { text: cell.number.value, qualifier: cell.qualifier.value, note: cell.note.value };
  }

  function fill(cell, words) {
    cell.number.value = words.text;
    cell.qualifier.value = words.qualifier;
    cell.note.value = words.note;
  }

  function spoken({ text, qualifier, note }) {
    const option = [...cells.values()][0].qualifier.querySelector(`option[value="${qualifier}"]`);
    const inexact = text && option && qualifier !== "exact" ? `${option.textContent} ` : "";
    return `${inexact}${text || "(để trống)"}${note ? ` (ghi chú: ${note})` : ""}`;
  }

  function show(cell, state, words, ...answer) {
    cell.row.classList.remove("is-saved", "is-waiting", "is-refused", "is-conflict");
    if (state) cell.row.classList.add(`is-${state}`);
    const { taken } = cell;
    cell.status.textContent = state === "saved" && taken && taken.text === cell.number.value ? words + TAKEN[taken.from] : words;
    if (state === "refused" || state === "conflict") cell.number.setAttribute("aria-invalid", "true");
    else cell.number.removeAttribute("aria-invalid");
    cell.answer = answer;
    say(cell);
  }

  function say(cell) {
    cell.says.replaceChildren(...cell.answer, ...cell.findings);
  }

  // Completeness, checks and rates, as the server computed them

  function refresh(answer) {
    byId("da-dien").textContent = answer.filled;
    byId("can-dien").textContent = answer.required;
    byId("tien-do").max = answer.required;
    byId("tien-do").value = answer.filled;
    refreshFindings(answer.findings);
    for (const rate of answer.rates) {
      const place = form.querySelector(`[data-rate="${rate.code}"] .rate`);
      if (!place) continue;
      place.querySelector("strong").textContent = rate.text;
      place.querySelector("span").textContent = `= ${rate.parts}`;
    }
  }

  function refreshFindings(findings) {
    const errors = findings.filter((each) => each.severity === "error");
    byId("so-loi").textContent = `${errors.length} lỗi, ${findings.length - errors.length} cảnh báo`;
    const items = findings.map(item);
    if (!items.length) {
      const none = document.createElement("li");
      none.className = "finding-none";
      none.textContent = "Chưa thấy lỗi nào.";
      items.push(none);
    }
    byId("danh-sach-kiem-tra").replaceChildren(...items);
    const wrong = new Set(errors.flatMap((each) => each.cells));
    for (const cell of cells.values()) {
      cell.row.classList.toggle("has-error", wrong.has(cell.code));
      cell.findings = findings
        .filter((each) => each.cells[0] === cell.code)
        .map((each) => paragraph(`finding-${each.severity}`, each.sentence));
      say(cell);
    }
  }

  function item(finding) {
    const made = document.createElement("li");
    made.className = `finding finding-${finding.severity}`;
    const link = document.createElement("a");
    link.href = `#so-${finding.cells[0]}`;
    link.textContent = finding.sentence;
    made.append(link);
    return made;
  }

  // Keyboard

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) return keyWithControl(event);
    if (event.key === "Escape" && numbers.includes(event.target)) return saving.asBefore(cellWith(event.target));
    const column = [numbers, notes].find((each) => each.includes(event.target));
    if (event.key === "ArrowRight" && column === numbers && atEnd(event.target)) {
      event.preventDefault();
      return cellWith(event.target).qualifier.focus();
    }
    const arrow = column === numbers ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : 0;
    const onward = event.key === "Enter" || (event.key === "Tab" && column === numbers); // a Tab a line
    const step = onward ? (event.shiftKey ? -1 : 1) : arrow;
    if (!column || !step) return;
    if (event.key === "Tab" && !column[column.indexOf(event.target) + step]) return; // out of the table
    event.preventDefault();
    const next = column[column.indexOf(event.target) + step];
    if (!next) return leave(event.target);
    next.focus();
    next.select();
  });

  function atEnd({ selectionStart, selectionEnd, value }) {
    return selectionEnd === value.length && (selectionStart === selectionEnd || selectionStart === 0);
  }

  // Many numbers at once: all that the registers count, or a section as in the period before; shown first, as a paste is

  const all = byId("lay-theo-so");
  const counted = () => [...cells.values()].map((cell) => [cell, cell.row.querySelector('[data-taken="register"].take-counted')]);
  all.hidden = counted().filter(([, button]) => button).length < 2;
  all.addEventListener("click", () => {
    const pairs = counted().filter(([, button]) => button);
    takeOver(pairs.map(([cell, button]) => [cell, button.dataset.number]), "register", "theo sổ");
  });
  for (const section of sections) {
    const button = section.querySelector(".take-before");
    const before = [...cells.values()].filter(({ row, previous }) => section.contains(row) && /\d/.test(previous));
    button.hidden = !before.length;
    button.addEventListener("click", () => {
      takeOver(before.map((cell) => [cell, cell.previous]), "last-period", "như kỳ trước");
    });
  }

  function takeOver(pairs, from, how) {
    const wanted = pairs.filter(([cell, words]) => cell.number.value !== words);
    if (!wanted.length) return notice("da-dan", `Mọi ô đã đúng ${how}.`);
    const table = wanted.map(([cell, words]) => [cell.label, words]);
    const targets = wanted.map(([cell]) => cell);
    hocTapPaste.ask({ table, targets, named: 0, column: 1, columns: [1], how }, (items) => {
      for (const { cell, words } of items) cell.taken = { from, text: words };
      saving.change(items.map(({ cell, words }) => [cell, { ...typed(cell), text: words }]));
      notice("da-dan", `Đã lấy ${items.length} ô ${how}, có ghi dấu ở cột cuối. Bấm Ctrl+Z trong bảng để trở lại như trước.`);
    });
  }

  // Sections: the one in sight is named in the bar, and any other is reached from there

  const choice = byId("den-phan");

  function inSight() {
    const edge = form.querySelector(".entry-table > thead").getBoundingClientRect().bottom + 4;
    const above = sections.filter((section) => section.getBoundingClientRect().top <= edge);
    choice.value = (above.length ? above[above.length - 1] : sections[0]).id;
  }

  choice.addEventListener("change", () => {
    const section = byId(choice.value);
    const first = [...cells.values()].find(({ row }) => section.contains(row));
    section.scrollIntoView({ block: "start" });
    if (first) first.number.focus({ preventScroll: true });
  });
  addEventListener("scroll", inSight, { passive: true });
  inSight();

  // Paste of a block from a spreadsheet: shown first when it is more than one cell (paste.js).

  form.addEventListener("paste", (event) => {
    const place = numbers.indexOf(event.target);
    const table = place < 0 ? null : hocTapPaste.read(event.clipboardData);
    if (!table) return;
    event.preventDefault();
    hocTapPaste.ask(hocTapPaste.propose(table, [...cells.values()], place, sheet.period), (items) => {
      saving.change(items.map(({ cell, words }) => [cell, { ...typed(cell), text: words }]));
      notice("da-dan", `Đã ghi ${items.length} ô. Bấm Ctrl+Z để trở lại như trước.`);
    });
  });

  function keyWithControl(event) {
    const place = numbers.indexOf(event.target);
    const key = event.key.toLowerCase();
    if (place < 0 || !["z", "y", "d"].includes(key)) return;
    if (key === "d") {
      event.preventDefault();
      if (place) saving.change([[cellWith(event.target), { ...typed(cellWith(event.target)), text: numbers[place - 1].value }]]);
      return;
    }
    saving.undoKey(event, cellWith(event.target));
  }

  form.addEventListener("focusin", (event) => {
    event.target.closest("tr[data-code]")?.classList.add("is-open"); // and stays so: nothing moves away under a finger
    if (numbers.includes(event.target)) saving.begin(cellWith(event.target));
  });

  // Typing, leaving, sending up

  function cellWith(element) {
    const row = element.closest("tr[data-code]");
    return row ? cells.get(row.dataset.code) : null;
  }

  function leave(element) {
    const cell = cellWith(element);
    if (cell) saving.leave(cell);
  }

  form.addEventListener("input", (event) => {
    const cell = cellWith(event.target);
    if (!cell) return;
    remember(cell, "typing");
    notice("da-dan", "");
  });

  form.addEventListener("click", (event) => {
    const take = event.target.closest(".take-counted");
    if (!take) return;
    const cell = cellWith(take);
    if (take.dataset.taken) cell.taken = { from: take.dataset.taken, text: take.dataset.number };
    fill(cell, { ...typed(cell), text: take.dataset.number, qualifier: "exact" });
    remember(cell);
    send();
  });

  form.addEventListener("change", (event) => leave(event.target));
  form.addEventListener("focusout", (event) => leave(event.target));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const left = await saving.flush();
    if (!left) return location.assign(sheet.submitUrl);
    left.number.focus();
  });

  saving.begunBefore();
})();
