// Saving cell by cell: what was typed is sent as it is typed, kept on this computer until the server has it, and taken
// back step by step. Used by the entry table of figures (entry.js) and the grid of scores (scoring.js).
// What was typed and is not yet saved lies in localStorage, cell by cell, by person and sheet, until the server has it:
// it outlives a lost line, an expired login and a closed window, and never goes out under another person's login.
"use strict";

// A page gives its form and cells, and says how they look and what they hold:
//   cells      Map of code → cell {code, label, saved, revision, …}; saved holds the words as the server has them
//   parts      names of the words of a cell, e.g. ["text", "qualifier", "note"]
//   name       of this sheet among those of the person, in localStorage
//   typed(cell), fill(cell, words), spoken(words), show(cell, state, words, ...answer), focus(cell), holds(cell, element)
//   message(cell, entry)   what is sent of a cell
//   refresh(answer)        what else the server said
//   offer(cell, answer)    buttons for an answer that only this page knows; optional
window.hocTapSaving = (form, page) => {
  const { cells, parts, typed, fill, show } = page;
  const sheet = form.dataset;
  const prefix = `hoctap-${sheet.person}-${page.name}-`;
  const mostCells = 100; // sent at a time; the server takes more
  const byId = (id) => document.getElementById(id);

  // Cells on their way: {text, qualifier, note, revision}, and why one is held back, if it is:
  // "typing" until the person leaves the cell, "refused" or "conflict" until the person mends it.
  const queue = new Map();
  let flight = null; // the sending under way
  let offline = false; // the last sending did not arrive
  let stopped = false; // sending makes no sense before the page is loaded anew
  let retryAfter = 0;
  let timer = 0;

  document.body.classList.add("has-script");

  function same(one, other) {
    return parts.every((part) => one[part] === other[part]);
  }

  // What lies waiting

  function put(cell, entry) {
    queue.set(cell.code, entry);
    const { label, code } = cell;
    const words = Object.fromEntries(parts.map((part) => [part, entry[part]]));
    const { title } = sheet;
    const kept = { ...words, revision: entry.revision, label, title, address: location.pathname + location.search };
    store((box) => box.setItem(prefix + code, JSON.stringify(kept)));
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
    return found && parts.every((part) => typeof found[part] === "string") ? found : null;
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
    return [...queue].filter(([, entry]) => entry.held && entry.held !== "typing");
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
      cells: batch.map(([code, entry]) => page.message(cells.get(code), entry)),
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
    return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  function understand(status, answer, batch) {
    if (status === 401 || answer.error === "csrf") {
      const address = `${sheet.loginUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
      return pause("Phiên làm việc đã hết. Số đã gõ được giữ trên máy này.", "Đăng nhập lại để gửi", address);
    }
    if (answer.error === "other-person") return pause(answer.sentence);
    if (!answer.cells) {
      stopped = true;
      return pause(answer.sentence || "Chưa gửi được số liệu.", "Tải lại trang", location.href);
    }
    offline = false;
    retryAfter = 0;
    notice("mat-mang", "");
    for (const each of answer.cells) settle(each, batch.find(([code]) => code === each.code)[1]);
    page.refresh(answer);
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
      cell.saved = wordsOf(answer);
      cell.revision = answer.revision;
      if (changedMeanwhile) return put(cell, { ...now, revision: answer.revision });
      drop(cell);
      if (!page.holds(cell, document.activeElement)) fill(cell, cell.saved);
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
    else if (page.offer) page.offer(cell, answer);
    byId("doc-len").textContent = `${cell.label}: ${answer.sentence}`;
  }

  // Two officers in one cell: this one sees both values and takes either. Until then the revision stays the old one,
  // so that typing yet another number is answered with both values again.
  function choose(cell, theirs, mine) {
    const take = button(`Giữ số của ${theirs.other_name}: ${page.spoken(theirs)}`, () => {
      cell.saved = wordsOf(theirs);
      cell.revision = theirs.revision;
      drop(cell);
      fill(cell, cell.saved);
      show(cell, "saved", "Đã lưu");
      page.focus(cell);
      tell();
    });
    const own = button(`Ghi số của tôi: ${page.spoken(mine)}`, () => {
      cell.revision = theirs.revision;
      fill(cell, mine);
      remember(cell);
      page.focus(cell);
      send();
    });
    const choice = document.createElement("div");
    choice.className = "choice";
    choice.append(take, own);
    show(cell, "conflict", "Chưa lưu", paragraph("sentence", theirs.sentence), choice);
  }

  function wordsOf(answer) {
    return Object.fromEntries(parts.map((part) => [part, answer[part]]));
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

  // Undo for the visit: what was changed, step by step, before and after

  const undone = [];
  const done = [];
  let begun = null; // the words of a cell as they stood when it was entered, with the cell

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
    page.focus(step[0].cell);
    send();
  }

  // Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y); letters typed just now are left to the browser's own undo.
  function undoKey(event, cell) {
    if (begun && begun.cell === cell && begun.text !== typed(cell).text) return;
    event.preventDefault();
    if (event.key.toLowerCase() === "z" && !event.shiftKey) again(done, undone, "before");
    else again(undone, done, "after");
  }

  // The cell as it stood when it was entered
  function asBefore(cell) {
    if (!begun || begun.cell !== cell || begun.text === typed(cell).text) return;
    fill(cell, { ...typed(cell), text: begun.text });
    remember(cell);
    send();
  }

  function begin(cell) {
    begun = { ...typed(cell), cell };
  }

  function leave(cell) {
    if (begun && begun.cell === cell && begun.text !== typed(cell).text) {
      keep([{ cell, before: { ...typed(cell), text: begun.text }, after: typed(cell) }]);
      begin(cell);
    }
    const entry = queue.get(cell.code);
    if (entry && entry.held === "typing") {
      remember(cell);
      send();
    }
  }

  // All that was typed, sent; the first cell that could not be saved, if one is left.
  async function flush() {
    for (const [code, entry] of queue) if (entry.held === "typing") remember(cells.get(code));
    await send();
    tell();
    const [code] = stuck()[0] || queue.keys();
    return queue.size ? cells.get(code) : null;
  }

  window.addEventListener("online", () => send());
  window.addEventListener("focus", () => queue.size && send());
  document.addEventListener("visibilitychange", () => document.hidden || (queue.size && send()));

  // What an earlier visit could not send, and what the browser put back by itself
  function begunBefore() {
    for (const cell of cells.values()) {
      const found = kept(cell);
      if (found && same(found, cell.saved)) {
        drop(cell);
      } else if (found) {
        fill(cell, found);
        put(cell, { ...found, revision: found.revision });
        show(cell, "waiting", "Chờ gửi");
      } else if (!same(typed(cell), cell.saved)) {
        remember(cell);
      }
    }
    tell();
    if (queue.size) send();
  }

  return { again, asBefore, begin, begunBefore, button, change, flush, leave, notice, paragraph, remember, send, undoKey };
};
