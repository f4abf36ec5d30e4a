// A long list of choices (data-narrow) is narrowed by what is typed above it, with or without marks.
"use strict";

(() => {
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

  for (const list of document.querySelectorAll("select[data-narrow]")) {
    const groups = [...list.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));
    const box = document.createElement("input");
    const said = document.createElement("p");

    box.type = "search";
    box.className = "form-control narrowing";
    box.placeholder = `${list.dataset.narrow}: gõ vài chữ, không cần dấu`;
    box.autocomplete = "off";
    box.setAttribute("aria-label", list.dataset.narrow);
    box.setAttribute("aria-controls", list.id);
    said.className = "narrowing-said";
    said.setAttribute("role", "status");
    list.before(box);
    list.after(said);

    const narrow = () => {
      const words = fold(box.value).split(/\s+/).filter(Boolean);
      const chosen = list.value;
      let number = 0;
      list.replaceChildren();
      for (const { group, options } of groups) {
        const heading = fold(group.label);
        const fits = options.filter(({ textContent }) => {
          const text = ` ${heading} ${fold(textContent)}`;
          return words.every((word) => text.includes(` ${word}`));
        });
        group.replaceChildren(...fits);
        if (fits.length) list.append(group);
        number += fits.length;
      }
      list.value = chosen;
      if (list.selectedIndex < 0) list.selectedIndex = 0;
      if (!words.length) said.textContent = "";
      else said.textContent = number ? `${number} chỉ tiêu khớp.` : "Không có chỉ tiêu nào khớp. Hãy gõ chữ khác.";
    };

    box.addEventListener("input", narrow);
    // Enter goes to the list; the form is not sent while somebody is still looking.
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      list.focus();
    });
    // With nothing left to choose the whole list comes back before the form is sent.
    list.form?.addEventListener("submit", () => {
      if (list.options.length) return;
      box.value = "";
      narrow();
    });
  }
})();
