// The entry table: keyboard, paste, and saving cell by cell. Without this file the table is a plain form.
// What was typed and is not yet saved lies in localStorage, by person and sheet, until the server has it.
"use strict";

(() => {
  const form = document.getElementById("bieu");
  if (!form) return;

  const rows = new Map([...form.querySelectorAll("tr[data-code]")].map((row) => [row.dataset.code, row]));
  const store = form.dataset.store;
  const loginAddress = `${form.dataset.loginUrl}?next=${encodeURIComponent(location.pathname)}`;
  const mostCells = 100; // sent at a time; the server takes 200
  const queue = new Map(Object.entries(readStore()));
  let sending = false;
  let retryAfter = 2000;
  let timer = 0;

  document.body.classList.add("has-script");

  // What lies waiting

  function readStore() {
    try {
      return JSON.parse(localStorage.getItem(store)) || {};
    } catch {
      return {};
    }
  }

  function keep() {
    try {
      if (queue.size) localStorage.setItem(store, JSON.stringify(Object.fromEntries(queue)));
      else localStorage.removeItem(store);
    } catch {
      // A full or forbidden store: the cells still wait in this page.
    }
  }

  function fields(row) {
    return {
      number: row.querySelector("input.number-input"),
      qualifier: row.querySelector("select"),
      note: row.querySelector("td.note input"),
      shown: row.querySelector('input[name^="cu-"]'),
      revision: row.querySelector('input[name^="lan-"]'),
      status: row.querySelector("td.status"),
    };
  }

  function typed(row) {
    const { number, qualifier, note } = fields(row);
    return { text: number.value, qualifier: qualifier.value, note: note.value };
  }

  function enqueue(row) {
    const { shown } = fields(row);
    const now = typed(row);
    if (`${now.text}|${now.qualifier}|${now.note}` === shown.value && !isOnItsWay(row.dataset.code)) {
      queue.delete(row.dataset.code);
      keep();
      show(row, "saved", Number(row.dataset.revision) ? "Đã lưu" : "");
      return;
    }
    queue.set(row.dataset.code, { ...now, revision: Number(row.dataset.revision) });
    show(row, "waiting", "Đang lưu…");
    keep();
    schedule(0);
  }

  // Cells that the server refused, or that wait for a choice, are kept but not sent again until they change.

  function isOnItsWay(code) {
    return queue.has(code) && !queue.get(code).held;
  }

  function pending() {
    return [...queue].filter(([, cell]) => !cell.held);
  }

  // Sending

  function schedule(after) {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  }

  async function send() {
    const batch = pending().slice(0, mostCells);
    if (sending || !batch.length) return;
    sending = true;
    try {
      const response = await fetch(form.dataset.cellsUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ cells: batch.map(([code, cell]) => ({ code, ...cell })) }),
        redirect: "error",
      });
      await understand(response, batch);
    } catch {
      wait("Mất kết nối. Số đã gõ được giữ trên máy này và sẽ tự gửi khi có mạng.");
    } finally {
      sending = false;
    }
    if (pending().length && !timer) schedule(retryAfter);
  }

  function csrfToken() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  async function understand(response, batch) {
    timer = 0;
    if (response.status >= 500) return wait("Máy chủ đang bận. Số đã gõ được giữ trên máy này và sẽ tự gửi lại.");
    const answer = await response.json();
    if (response.status === 401 || answer.error === "csrf") {
      return wait("Phiên làm việc đã hết. Số đã gõ được giữ trên máy này.", "Đăng nhập lại để gửi", loginAddress);
    }
    if (answer.error) return halt(answer.sentence, batch);
    notice("");
    retryAfter = 2000;
    for (const cell of answer.cells) settle(cell, batch);
    keep();
    refresh(answer);
    if (pending().length) schedule(0);
  }

  function wait(sentence, linkText, address) {
    notice(sentence, linkText, address);
    for (const [code] of pending()) if (rows.has(code)) show(rows.get(code), "waiting", "Chờ gửi");
    if (!address) {
      retryAfter = Math.min(retryAfter * 2, 60000);
      schedule(retryAfter);
    }
  }

  function halt(sentence, batch) {
    notice(sentence, "Tải lại trang", location.pathname);
    for (const [code] of batch) if (rows.has(code)) show(rows.get(code), "waiting", "Chưa gửi được");
  }

  // What became of a cell

  function settle(cell, batch) {
    const row = rows.get(cell.code);
    const sent = batch.find(([code]) => code === cell.code)[1];
    if (!row) return queue.delete(cell.code);
    const changedMeanwhile = JSON.stringify(queue.get(cell.code)) !== JSON.stringify(sent);
    row.dataset.revision = cell.revision;
    const { number, qualifier, note, shown, revision } = fields(row);
    shown.value = `${cell.text}|${cell.qualifier}|${cell.note}`;
    revision.value = cell.revision;
    if (changedMeanwhile) {
      if (cell.state === "saved") queue.get(cell.code).revision = cell.revision;
      return;
    }
    if (cell.state === "saved") {
      queue.delete(cell.code);
      if (document.activeElement !== number) number.value = cell.text;
      qualifier.value = cell.qualifier;
      if (document.activeElement !== note) note.value = cell.note;
      show(row, "saved", cell.revision ? "Đã lưu" : "");
      return;
    }
    queue.set(cell.code, { ...sent, held: true });
    if (cell.state === "conflict") {
      choose(row, cell, sent);
    } else {
      show(row, "refused", cell.sentence);
    }
  }

  function choose(row, cell, mine) {
    const status = show(row, "conflict", cell.sentence);
    const theirs = button(`Giữ số của ${cell.other_name}: ${cell.text || "(để trống)"}`, () => {
      const { number, qualifier, note } = fields(row);
      number.value = cell.text;
      qualifier.value = cell.qualifier;
      note.value = cell.note;
      queue.delete(cell.code);
      keep();
      show(row, "saved", "Đã lưu");
    });
    const own = button(`Ghi số của tôi: ${mine.text || "(để trống)"}`, () => {
      queue.set(cell.code, { text: mine.text, qualifier: mine.qualifier, note: mine.note, revision: cell.revision });
      keep();
      show(row, "waiting", "Đang lưu…");
      schedule(0);
    });
    status.append(theirs, own);
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-primary";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function show(row, state, sentence) {
    const { number, status } = fields(row);
    row.classList.remove("is-saved", "is-waiting", "is-refused", "is-conflict");
    row.classList.add(`is-${state}`);
    number.setAttribute("aria-invalid", state === "refused" || state === "conflict");
    const words = document.createElement("p");
    words.className = state === "saved" ? "saved" : state === "waiting" ? "waiting" : "sentence";
    words.textContent = sentence;
    status.replaceChildren(words);
    return status;
  }

  function notice(sentence, linkText, address) {
    const box = document.getElementById("mat-mang");
    box.hidden = !sentence;
    box.textContent = sentence;
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.className = "btn btn-primary btn-sm ms-2";
      link.textContent = linkText;
      box.append(" ", link);
    }
  }

  // Checks and rates, as the server computed them

  function refresh(answer) {
    document.getElementById("da-dien").textContent = answer.filled;
    document.getElementById("can-dien").textContent = answer.required;
    const list = document.getElementById("danh-sach-kiem-tra");
    list.replaceChildren(...answer.findings.map(finding));
    if (!answer.findings.length) {
      const none = document.createElement("li");
      none.className = "finding-none";
      none.textContent = "Chưa thấy lỗi nào.";
      list.append(none);
    }
    for (const rate of answer.rates) {
      const place = form.querySelector(`[data-rate="${rate.code}"] dd`);
      if (!place) continue;
      place.querySelector("strong").textContent = rate.text;
      place.querySelector("span").textContent = rate.parts;
    }
    const bad = new Set(answer.findings.filter((one) => one.severity === "error").flatMap((one) => one.cells));
    for (const [code, row] of rows) row.classList.toggle("has-error", bad.has(code));
  }

  function finding(one) {
    const item = document.createElement("li");
    item.className = `finding finding-${one.severity}`;
    const link = document.createElement("a");
    link.href = `#so-${one.cells[0]}`;
    link.textContent = one.sentence;
    item.append(link);
    return item;
  }

  // Keyboard and paste

  const inputs = [...form.querySelectorAll("input.number-input")];

  form.addEventListener("keydown", (event) => {
    const place = inputs.indexOf(event.target);
    if (place < 0) {
      if (event.key === "Enter" && event.target.matches("td input")) event.preventDefault();
      return;
    }
    const step = { ArrowDown: 1, Enter: event.shiftKey ? -1 : 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = inputs[place + step];
    if (next) {
      next.focus();
      next.select();
    } else {
      enqueue(event.target.closest("tr"));
    }
  });

  form.addEventListener("paste", (event) => {
    const place = inputs.indexOf(event.target);
    const text = (event.clipboardData || window.clipboardData).getData("text");
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    if (place < 0 || lines.length < 2) return;
    event.preventDefault();
    const cells = lines.map((line) => line.split("\t")[0].trim());
    const taken = cells.slice(0, inputs.length - place);
    taken.forEach((words, offset) => {
      inputs[place + offset].value = words;
      enqueue(inputs[place + offset].closest("tr"));
    });
    const left = cells.length - taken.length;
    notice(left ? `Đã dán ${taken.length} ô; ${left} ô thừa không có chỗ trong biểu nên không dán.` : "");
  });

  form.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-code]");
    if (row) enqueue(row);
  });

  form.addEventListener("submit", async (event) => {
    if (!queue.size) return;
    event.preventDefault();
    const pressed = event.submitter;
    await send();
    if (!queue.size) return form.requestSubmit(pressed);
    const stuck = rows.get(queue.keys().next().value);
    if (stuck) fields(stuck).number.focus();
  });

  window.addEventListener("online", () => schedule(0));

  // What an earlier visit could not send

  for (const [code, cell] of queue) {
    const row = rows.get(code);
    if (!row) {
      queue.delete(code);
      continue;
    }
    const { number, qualifier, note } = fields(row);
    number.value = cell.text;
    qualifier.value = cell.qualifier;
    note.value = cell.note;
    cell.held = false;
    show(row, "waiting", "Chờ gửi");
  }
  if (queue.size) schedule(0);
})();
