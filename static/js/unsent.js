// Figures typed on this computer that never reached the server (see entry.js): says so where the person will look.
"use strict";

(() => {
  const box = document.getElementById("so-chua-gui");
  if (!box) return;

  const own = new RegExp(`^hoctap-${box.dataset.person}-(\\d+|cham:[^-]+)-`);
  const sheets = new Map();
  for (const key of keys()) {
    const [, sheet] = key.match(own) || [];
    const cell = read(key);
    if (!sheet || !cell || (box.dataset.submission && box.dataset.submission !== sheet)) continue;
    sheets.set(sheet, [...(sheets.get(sheet) || []), { key, ...cell }]);
  }
  box.replaceChildren(...[...sheets].map(box.dataset.submission ? listed : linked));
  box.hidden = !sheets.size;

  function keys() {
    try {
      return Object.keys(localStorage);
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

  function linked([sheet, cells]) {
    const link = element("a", `Mở để gửi: ${cells[0].title}`);
    link.href = cells[0].address || box.dataset.entryUrl.replace("/0/", `/${sheet}/`);
    const words = element("p", `Trên máy này còn ${cells.length} ô đã gõ mà chưa gửi. `);
    words.append(link);
    return words;
  }

  // The sheet takes no figures now: the person copies what was typed, or lets it go.
  function listed([, cells]) {
    const part = document.createElement("div");
    const list = document.createElement("ul");
    list.append(...cells.map((cell) => element("li", `${cell.label}: ${cell.text} ${cell.note}`.trim())));
    const away = element("button", "Đã chép lại, xóa khỏi máy này");
    away.type = "button";
    away.className = "btn btn-outline-primary";
    away.addEventListener("click", () => {
      for (const cell of cells) localStorage.removeItem(cell.key);
      box.hidden = true;
    });
    part.append(element("p", "Các số sau đã gõ trên máy này mà chưa kịp lưu trước khi báo cáo được gửi hoặc khóa:"));
    part.append(list, away);
    return part;
  }

  function element(name, words) {
    const made = document.createElement(name);
    made.textContent = words;
    return made;
  }
})();
