// The entry table: keyboard, paste, and saving cell by cell. Without this file the table is a plain form.
// What was typed and is not yet saved lies in localStorage, cell by cell, by person and sheet, until the server has it:
// it outlives a lost line, an expired login and a closed window, and never goes out under another person's login.
"use strict";

(() => {
  const form = document.getElementById("bieu");
  if (!form) return;

  const sheet = form.dataset;
  const prefix = `hoctap-${sheet.person}-${sheet.submission}-`;
  const mostCells = 100; // sent at a time; the server takes 200
  const byId = (id) => document.getElementById(id);
  const cells = new Map([...form.querySelectorAll("tr[data-code]")].map((row) => [row.dataset.code, cellOf(row)]));
  const numbers = [...cells.values()].map((cell) => cell.number);
  const notes = [...cells.values()].map((cell) => cell.note);

  // Cells on their way: {text, qualifier, note, revision}, and why one is held back, if it is:
  // "typing" until the person leaves the cell, "refused" or "conflict" until the person mends it.
  const queue = new Map();
  let flight = null; // the sending under way
  let offline = false; // the last sending did not arrive
  let stopped = false; // sending makes no sense before the page is loaded anew
  let retryAfter = 0;
  let timer = 0;

  document.body.classList.add("has-script");

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
      answer: [], // what the last saving said at the cell
      findings: [...row.querySelectorAll("td.says > p:not(.sentence)")],
    };
  }

  function typed(cell) {
    return { text: cell.number.value, qualifier: cell.qualifier.value, note: cell.note.value };
  }

  function same(one, other) {
    return one.text === other.text && one.qualifier === other.qualifier && one.note === other.note;
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

  // What lies waiting

  function put(cell, entry) {
    queue.set(cell.code, entry);
    const { text, qualifier, note, revision } = entry;
    store((box) =>
      box.setItem(
        prefix + cell.code,
        JSON.stringify({ text, qualifier, note, revision, label: cell.label, title: sheet.title }),
      ),
    );
  }

  function drop(cell) {
    queue.delete(cell.code);
    store((box) => box.removeItem(prefix + cell.code));
  }

  function store(act) {
    try {
      return act(localStorage);
    } catch {
      return null; // a full or forbidden store: the cells still wait in this page
    }
  }

  function kept(cell) {
    const found = store((box) => JSON.parse(box.getItem(prefix + cell.code)));
    return found && ["text", "qualifier", "note"].every((part) => typeof found[part] === "string") ? found : null;
  }

  // Typing keeps the cell; leaving it sends it.

  function remember(cell, held) {
    const now = typed(cell);
    if (same(now, cell.saved) && !(flight && queue.has(cell.code))) {
      drop(cell);
      show(cell, cell.revision && cell.saved.text ? "saved" : "", cell.saved.text ? "Đã lưu" : "");
    } else {
      put(cell, { ...now, revision: cell.revision, held });
      show(cell, "waiting", held ? "Chưa lưu" : offline ? "Chờ gửi" : "Đang lưu…");
    }
    tell();
  }

  function ready() {
    return [...queue].filter(([, entry]) => !entry.held);
  }

  function stuck() {
    return [...queue].filter(([, entry]) => entry.held === "refused" || entry.held === "conflict");
  }

  // Sending

  function send() {
    clearTimeout(timer);
    if (!flight) {
      flight = empty().finally(() => {
        flight = null;
        tell();
      });
    }
    return flight;
  }

  async function empty() {
    while (!stopped) {
      const batch = ready().slice(0, mostCells);
      if (!batch.length || !(await deliver(batch))) return;
    }
  }

  async function deliver(batch) {
    tell("Đang lưu…");
    const body = JSON.stringify({
      cells: batch.map(([code, { text, qualifier, note, revision }]) => ({ code, text, qualifier, note, revision })),
    });
    try {
      const response = await fetch(sheet.cellsUrl, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": csrfToken(),
          "X-Hoctap-Person": sheet.person,
        },
        body,
        redirect: "error",
        keepalive: body.length < 20000, // the last cell still goes when the page is left
      });
      if (response.status >= 500) return waitFor("Máy chủ đang bận. Số đã gõ được giữ trên máy này và sẽ tự gửi lại.");
      return understand(response.status, await response.json(), batch);
    } catch {
      return waitFor("Mất kết nối. Số đã gõ được giữ trên máy này và sẽ tự gửi khi có mạng.");
    }
  }

  function csrfToken() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  function understand(status, answer, batch) {
    if (status === 401 || answer.error === "csrf") {
      const address = `${sheet.loginUrl}?next=${encodeURIComponent(location.pathname)}`;
      return pause("Phiên làm việc đã hết. Số đã gõ được giữ trên máy này.", "Đăng nhập lại để gửi", address);
    }
    if (answer.error === "other-person") return pause(answer.sentence);
    if (!answer.cells) {
      stopped = true;
      return pause(answer.sentence || "Chưa gửi được số liệu.", "Tải lại trang", location.pathname);
    }
    offline = false;
    retryAfter = 0;
    notice("mat-mang", "");
    for (const each of answer.cells) settle(each, batch.find(([code]) => code === each.code)[1]);
    refresh(answer);
    return true;
  }

  // The line is gone or the server is busy: try again by ourselves, ever more rarely.
  function waitFor(sentence) {
    retryAfter = Math.min(Math.max(retryAfter * 2, 2000), 30000);
    timer = setTimeout(send, retryAfter);
    return pause(sentence);
  }

  // A person has to do something first; coming back to this window tries again.
  function pause(sentence, linkText, address) {
    offline = true;
    notice("mat-mang", sentence, linkText, address);
    for (const [code] of ready()) show(cells.get(code), "waiting", "Chờ gửi");
    return false;
  }

  // What became of a cell

  function settle(answer, sent) {
    const cell = cells.get(answer.code);
    const now = queue.get(cell.code) || sent;
    const changedMeanwhile = !same(now, sent);
    if (answer.state === "saved") {
      cell.saved = { text: answer.text, qualifier: answer.qualifier, note: answer.note };
      cell.revision = answer.revision;
      if (changedMeanwhile) return put(cell, { ...now, revision: answer.revision });
      drop(cell);
      if (!cell.row.contains(document.activeElement)) fill(cell, cell.saved);
      return show(cell, "saved", "Đã lưu");
    }
    if (answer.own) {
      // One's own number from another page or before Back: what is typed now is newer, so it goes over it.
      cell.revision = answer.revision;
      put(cell, { ...now, revision: answer.revision });
      return show(cell, "waiting", "Đang lưu…");
    }
    if (changedMeanwhile) return;
    queue.set(cell.code, { ...sent, held: answer.state });
    show(cell, answer.state, "Chưa lưu", paragraph("sentence", answer.sentence));
    if (answer.state === "conflict") choose(cell, answer, sent);
    byId("doc-len").textContent = `${cell.label}: ${answer.sentence}`;
  }

  // Two officers in one cell: this one sees both values and takes either. Until then the revision stays the old one,
  // so that typing yet another number is answered with both values again.
  function choose(cell, theirs, mine) {
    const take = button(`Giữ số của ${theirs.other_name}: ${spoken(theirs)}`, () => {
      cell.saved = { text: theirs.text, qualifier: theirs.qualifier, note: theirs.note };
      cell.revision = theirs.revision;
      drop(cell);
      fill(cell, cell.saved);
      show(cell, "saved", "Đã lưu");
      cell.number.focus();
      tell();
    });
    const own = button(`Ghi số của tôi: ${spoken(mine)}`, () => {
      cell.revision = theirs.revision;
      fill(cell, mine);
      remember(cell);
      cell.number.focus();
      send();
    });
    const choice = document.createElement("div");
    choice.className = "choice";
    choice.append(take, own);
    cell.answer.push(choice);
    say(cell);
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline-primary";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function paragraph(kind, words) {
    const made = document.createElement("p");
    made.className = kind;
    made.textContent = words;
    return made;
  }

  function show(cell, state, words, ...answer) {
    cell.row.classList.remove("is-saved", "is-waiting", "is-refused", "is-conflict");
    if (state) cell.row.classList.add(`is-${state}`);
    cell.status.textContent = words;
    if (state === "refused" || state === "conflict") cell.number.setAttribute("aria-invalid", "true");
    else cell.number.removeAttribute("aria-invalid");
    cell.answer = answer;
    say(cell);
  }

  function say(cell) {
    cell.says.replaceChildren(...cell.answer, ...cell.findings);
  }

  // The bar

  function tell(words) {
    byId("tinh-trang-luu").textContent = words || state();
  }

  function state() {
    const mend = stuck().length;
    const wait = queue.size - mend;
    if (mend) return `${mend} ô chưa lưu được, đánh dấu đỏ${wait ? `; ${wait} ô chờ gửi` : ""}`;
    if (wait) return offline ? `${wait} ô chờ gửi` : `${wait} ô chưa lưu`;
    return "Mọi số đã lưu";
  }

  function notice(place, sentence, linkText, address) {
    const box = byId(place);
    if (box.dataset.sentence === sentence) return;
    box.dataset.sentence = sentence;
    box.hidden = !sentence;
    box.textContent = sentence;
    if (!address) return;
    const link = document.createElement("a");
    link.href = address;
    link.className = "btn btn-primary";
    link.textContent = linkText;
    box.append(" ", link);
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
    if (event.key === "Escape" && numbers.includes(event.target)) return asBefore(event.target);
    const column = [numbers, notes].find((each) => each.includes(event.target));
    const arrow = column === numbers ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : 0;
    const step = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : arrow;
    if (!column || !step) return;
    event.preventDefault();
    const next = column[column.indexOf(event.target) + step];
    if (!next) return leave(event.target);
    next.focus();
    next.select();
  });

  // Paste of a block from a spreadsheet: shown first when it is more than one cell (paste.js).

  form.addEventListener("paste", (event) => {
    const place = numbers.indexOf(event.target);
    const table = place < 0 ? null : hocTapPaste.read(event.clipboardData);
    if (!table) return;
    event.preventDefault();
    hocTapPaste.ask(hocTapPaste.propose(table, [...cells.values()], place, sheet.period), (items) => {
      change(items.map(({ cell, words }) => [cell, { ...typed(cell), text: words }]));
      notice("da-dan", `Đã ghi ${items.length} ô. Bấm Ctrl+Z để trở lại như trước.`);
    });
  });

  // Undo for the visit: what was changed, step by step, before and after

  const undone = [];
  const done = [];
  let begun = null; // the number as it stood when its cell was entered

  function change(pairs) {
    keep(pairs.map(([cell, after]) => ({ cell, before: typed(cell), after })));
    for (const [cell, after] of pairs) {
      fill(cell, after);
      remember(cell);
    }
    begun = null;
    send();
  }

  function keep(step) {
    const changed = step.filter(({ before, after }) => !same(before, after));
    if (changed.length) done.push(changed);
    undone.length = 0;
  }

  function again(from, to, which) {
    const step = from.pop();
    if (!step) return;
    to.push(step);
    for (const each of step) {
      fill(each.cell, each[which]);
      remember(each.cell);
    }
    begun = null;
    step[0].cell.number.focus();
    send();
  }

  function keyWithControl(event) {
    const place = numbers.indexOf(event.target);
    const key = event.key.toLowerCase();
    if (place < 0 || !["z", "y", "d"].includes(key)) return;
    if (key === "d") {
      event.preventDefault();
      if (place) change([[cellWith(event.target), { ...typed(cellWith(event.target)), text: numbers[place - 1].value }]]);
      return;
    }
    if (begun && begun.text !== event.target.value) return; // letters typed just now: the browser's own undo
    event.preventDefault();
    if (key === "z" && !event.shiftKey) again(done, undone, "before");
    else again(undone, done, "after");
  }

  function asBefore(input) {
    if (!begun || begun.text === input.value) return;
    input.value = begun.text;
    remember(cellWith(input));
    send();
  }

  form.addEventListener("focusin", (event) => {
    if (numbers.includes(event.target)) begun = typed(cellWith(event.target));
  });

  // Typing, leaving, sending up

  function cellWith(element) {
    const row = element.closest("tr[data-code]");
    return row ? cells.get(row.dataset.code) : null;
  }

  function leave(element) {
    const cell = cellWith(element);
    if (!cell) return;
    if (begun && numbers.includes(element) && begun.text !== element.value) {
      keep([{ cell, before: { ...typed(cell), text: begun.text }, after: typed(cell) }]);
      begun = typed(cell);
    }
    const entry = queue.get(cell.code);
    if (entry && entry.held === "typing") {
      remember(cell);
      send();
    }
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
    fill(cell, { ...typed(cell), text: take.dataset.number, qualifier: "exact" });
    remember(cell);
    send();
  });

  form.addEventListener("change", (event) => leave(event.target));
  form.addEventListener("focusout", (event) => leave(event.target));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const [code, entry] of queue) if (entry.held === "typing") remember(cells.get(code));
    await send();
    if (!queue.size) return location.assign(sheet.submitUrl);
    const [code] = stuck()[0] || queue.keys();
    tell();
    cells.get(code).number.focus();
  });

  window.addEventListener("online", () => send());
  window.addEventListener("focus", () => queue.size && send());
  document.addEventListener("visibilitychange", () => document.hidden || (queue.size && send()));

  // What an earlier visit could not send, and what the browser put back by itself

  for (const cell of cells.values()) {
    const found = kept(cell);
    if (found && same(found, cell.saved)) {
      drop(cell);
    } else if (found) {
      fill(cell, found);
      put(cell, { ...found, revision: Number(found.revision) || 0 });
      show(cell, "waiting", "Chờ gửi");
    } else if (!same(typed(cell), cell.saved)) {
      remember(cell);
    }
  }
  tell();
  if (queue.size) send();
})();
