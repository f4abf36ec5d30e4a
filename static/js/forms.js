// Every form that is sent (method="post"): sent once, and nothing typed is lost.
//
// - A second press while the first is on its way does nothing. (The server would not do it twice either.)
// - What is typed is kept on this computer until the server has taken it: after a closed tab, an ended session, a
//   refused form it is there again. Passwords, files and hidden fields are not kept; logging out clears it.
// - A form is taken only when the server leads on from it. A question ("Sẽ trình 12 hộ …") or a look beforehand has
//   taken nothing: whoever goes back from there finds what was typed.
// - After Back the form shows what the server says, and what was typed and not sent; never an old page as if true.
//
// A form that keeps its own (the entry table) says data-keep="own".
"use strict";

(() => {
  const PREFIX = "hoctap-form";
  const LASTS = 3 * 24 * 60 * 60 * 1000;
  const SEEN = "seen_before";
  const person = document.body.dataset.person || "";
  const sent = new WeakSet();
  const navigation = performance.getEntriesByType("navigation")[0];
  const refused = (navigation?.responseStatus || 200) >= 400;
  const onTheWay = Boolean(document.querySelector("form[data-login], form[data-kept]"));
  const asking = "asking" in document.body.dataset; // the answer to a form that was sent: a question, or a look
  const forms = [...document.querySelectorAll('form[method="post" i]')];

  // After Back the browser fills in what stood there before, sent or not; a page it kept in memory may be hours old.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
    else if (navigation?.type === "back_forward") forms.filter(keeps).forEach(shownAnew);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    if (form.action.endsWith("/dang-xuat/")) forget();
    answer(form);
    const key = keyOf(form);
    const record = read(key);
    if (record) write(key, { ...record, sent: true });
    // Nothing came back (the line broke): after a while the button works again; the server knows the first press.
    window.setTimeout(() => {
      sent.delete(form);
      form.removeAttribute("aria-busy");
    }, 15_000);
  });

  if (!person) {
    if (refused) comeBack();
    return;
  }

  settle();
  for (const form of forms) {
    if (!keeps(form)) continue;
    form.addEventListener("input", () => note(form));
    form.addEventListener("change", () => note(form));
  }
  // Once the page's other scripts stand: a table that grows by itself gets its rows back.
  document.addEventListener("DOMContentLoaded", () => {
    if (navigation?.type !== "back_forward") forms.filter(keeps).forEach(restore);
  });

  // What was sent and taken is no longer kept; what is old, or another person's, goes too.
  function settle() {
    for (const key of keys()) {
      const record = read(key);
      const own = key.startsWith(`${PREFIX}-${person}-`);
      const answered = own && record?.sent && !refused && !onTheWay;
      const taken = answered && !asking && !record.asked;
      if (!record || taken || Date.now() - record.at > LASTS) drop(key);
      else if (answered && asking) write(key, { ...record, asked: true });
      else if (own && record.sent) write(key, { ...record, sent: false, asked: false });
    }
  }

  // Whoever says yes to a question sends again what was asked about, from a form that holds it unseen.
  function answer(form) {
    const begins = `${PREFIX}-${person}-${pathOf(form)}-`;
    for (const key of keys()) {
      const record = key.startsWith(begins) && read(key);
      if (record?.asked) write(key, { ...record, asked: false });
    }
  }

  // The form that was sent here came back with the door shut: it was not taken, whoever logs in and by which way.
  function comeBack() {
    for (const key of keys()) {
      const record = read(key);
      if (record?.sent && key.replace(/-\d+$/, "").endsWith(`-${location.pathname}`)) {
        write(key, { ...record, sent: false });
      }
    }
  }

  // What the server says, and over it what was typed and not sent.
  function shownAnew(form) {
    form.reset();
    if (person) restore(form);
  }

  function keeps(form) {
    return form.dataset.keep !== "own" && form.dataset.login === undefined && fields(form).length > 0;
  }

  function fields(form) {
    const kinds = new Set(["hidden", "password", "file", "submit", "button", "reset"]);
    return [...form.elements].filter((each) => each.name && !each.disabled && !kinds.has(each.type));
  }

  function keyOf(form) {
    const same = forms.filter((each) => pathOf(each) === pathOf(form));
    return `${PREFIX}-${person}-${pathOf(form)}-${same.indexOf(form)}`;
  }

  function pathOf(form) {
    return new URL(form.getAttribute("action") || location.href, location.href).pathname;
  }

  function note(form) {
    const typed = {};
    for (const field of fields(form)) {
      typed[field.name] = typed[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) typed[field.name].push(field.value);
      } else if (field.type === "select-multiple") {
        typed[field.name].push(...[...field.selectedOptions].map((option) => option.value));
      } else {
        typed[field.name].push(field.value);
      }
    }
    write(keyOf(form), { at: Date.now(), typed, seen: form.elements[SEEN]?.value || "" });
  }

  // Put back what was typed, and say so; the mark of what the person saw comes with it, so that a colleague's newer
  // words are not written over unseen.
  function restore(form) {
    const record = read(keyOf(form));
    if (!record || record.sent || refused) return;
    grow(form, record);
    let changed = false;
    for (const field of fields(form)) {
      const values = record.typed[field.name];
      if (!values) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        const ticked = values.includes(field.value);
        changed ||= field.checked !== ticked;
        field.checked = ticked;
      } else if (field.type === "select-multiple") {
        for (const option of field.options) option.selected = values.includes(option.value);
      } else {
        const value = values.shift() ?? "";
        changed ||= field.value !== value;
        field.value = value;
      }
    }
    if (!changed) return;
    if (record.seen && form.elements[SEEN]) form.elements[SEEN].value = record.seen;
    form.prepend(said(form, record));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A table of fields had more rows than the page begins with (grid.js).
  function grow(form, record) {
    for (const grid of form.querySelectorAll("[data-grid]")) {
      const [name, first] = /^(.+-)(\d+)$/.exec(grid.querySelector("input[name]")?.name || "")?.slice(1) || [];
      if (!grid.grow || first === undefined) continue;
      const last = Math.max(-1, ...Object.keys(record.typed).map((each) => rowOf(name, each)));
      while (grid.tBodies[0].rows.length <= last) grid.grow();
    }
  }

  function rowOf(name, field) {
    const row = field.startsWith(name) ? field.slice(name.length) : "";
    return /^\d+$/.test(row) ? Number(row) : -1;
  }

  function said(form, record) {
    const box = document.createElement("div");
    box.className = "notice notice-info";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    const time = new Date(record.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
    words.textContent = `Đã điền lại những gì gõ lúc ${time} mà chưa ghi. `;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "btn btn-outline-primary";
    away.textContent = "Bỏ đi";
    away.addEventListener("click", () => {
      drop(keyOf(form));
      location.reload();
    });
    words.append(away);
    box.append(words);
    return box;
  }

  function forget() {
    for (const key of keys()) if (key.startsWith(`${PREFIX}-${person}-`)) drop(key);
  }

  // The browser may forbid its storage: then nothing is kept here, and everything else works.
  function keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}-`));
    } catch {
      return [];
    }
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function write(key, record) {
    try {
      localStorage.setItem(key, JSON.stringify(record));
    } catch {
      // Full or forbidden.
    }
  }

  function drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Forbidden.
    }
  }
})();
