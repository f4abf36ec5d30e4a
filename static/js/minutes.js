// The lines of a form of minutes: jump to a person in a short list; in a long one fetch the line and put it first.
"use strict";

(() => {
  const search = document.getElementById("tim-trong-bien-ban");
  const lines = document.getElementById("phieu-rieng");
  if (!search || !lines) return;

  const MOST = 400; // lines whose numbers an address holds
  const words = search.elements.tim;
  const shown = search.elements.dong;
  const says = document.getElementById("tim-thay");
  document.body.classList.add("has-script");

  function fold(text) {
    return text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/đ/gi, "d")
      .replace(/\s+/g, " ")
      .trim()
      .toLowerCase();
  }

  function go(line) {
    line.scrollIntoView({ block: "center" });
    const field = line.querySelector("input");
    field.focus();
    field.select();
  }

  // The next line after the one where the person is that has these words
  function here(asked) {
    const all = [...lines.rows];
    const at = all.indexOf(document.activeElement.closest("tr")) + 1 || last + 1;
    const found = [...all.slice(at), ...all.slice(0, at)].find((line) => fold(line.cells[0].textContent).includes(asked));
    last = all.indexOf(found);
    return found;
  }
  let last = -1;

  search.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = fold(words.value);
    if (!asked) return;
    says.textContent = "";
    const added = shown.value || !lines.rows.length ? await fetched() : 0;
    if (added === null) return;
    const line = added || here(asked);
    if (line) go(line);
    else says.textContent = `Không có ai chờ bình xét có “${words.value.trim()}”.`;
  });

  // Lines that the page does not show yet, put before the others; their number goes into the address, so that the page
  // loaded anew shows them again.
  async function fetched() {
    try {
      const answer = await fetch(`${location.pathname}?tim=${encodeURIComponent(words.value)}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const known = new Set([...lines.rows].map((line) => line.dataset.pk));
      const fresh = [...page.querySelectorAll("#phieu-rieng tr")].filter((line) => !known.has(line.dataset.pk));
      lines.prepend(...fresh);
      shown.value = [...lines.rows].slice(0, MOST).map((line) => line.dataset.pk).join(",");
      history.replaceState(null, "", `?dong=${shown.value}`);
      return fresh[0] || 0;
    } catch {
      says.textContent = "Mất kết nối. Hãy thử lại; số đã gõ vẫn còn trên trang.";
      return null;
    }
  }
})();
