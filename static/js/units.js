// A unit is found while its name is typed: "p5 q11", "ha noi", without marks. The list below the box shows the whole
// path of each; arrows and Enter choose, Escape closes. Without this script what is typed is looked up when the form is
// sent. A list box after the pattern "combobox with list autocomplete" of WAI-ARIA.
"use strict";

(() => {
  const WAIT = 150;
  const FEWEST = 2;

  for (const picker of document.querySelectorAll("[data-suggest]:not([data-ready])")) {
    picker.dataset.ready = "yes";
    begin(picker, picker.querySelector('input[type="search"]'));
  }

  function begin(picker, box) {
    const name = picker.dataset.name;
    const list = document.createElement("ul");
    const said = document.createElement("p");
    const chosen = "several" in picker.dataset ? picker.querySelector(".unit-chosen") : null;
    let options = [];
    let current = -1;
    let timer = 0;
    let running = null;

    list.id = `${box.id || name}-goi-y`;
    list.className = "unit-options";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Các đơn vị khớp với chữ đã gõ");
    list.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    box.after(list, said);
    for (const [key, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    })) {
      box.setAttribute(key, value);
    }

    box.addEventListener("input", () => {
      forget();
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT);
    });
    box.addEventListener("keydown", pressed);
    box.addEventListener("focus", () => picker.querySelector('input[type="hidden"]') && box.select());
    box.addEventListener("blur", () => close());
    // A press on the list does not take the focus away from the box.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) choose(options.indexOf(option));
    });

    async function ask() {
      const words = box.value.trim();
      running?.abort();
      if (words.length < FEWEST) {
        close();
        return;
      }
      running = new AbortController();
      try {
        const address = `${picker.dataset.suggest}&${new URLSearchParams({ tim: words })}`;
        const answer = await fetch(address, { signal: running.signal, headers: { Accept: "application/json" } });
        const found = answer.ok && !answer.redirected ? await answer.json() : null;
        if (found && words === box.value.trim() && document.activeElement === box) show(found);
      } catch {
        // Asked anew, or the line is broken: the server looks the words up when the form is sent.
      }
    }

    function show({ units, more }) {
      options = units.map(({ id, text }, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.unit = id;
        option.textContent = text;
        return option;
      });
      current = -1;
      box.removeAttribute("aria-activedescendant");
      const count = units.length ? `${units.length} đơn vị` : "Không có đơn vị nào khớp.";
      said.textContent = more ? `${count} đầu tiên, còn nữa. Hãy gõ thêm.` : count;
      list.replaceChildren(...options);
      if (more || !units.length) {
        const line = document.createElement("li");
        line.className = "quiet";
        line.setAttribute("role", "presentation");
        line.textContent = units.length ? "Còn nữa: gõ thêm tên, hoặc nơi trực thuộc." : said.textContent;
        list.append(line);
      }
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
    }

    function close() {
      window.clearTimeout(timer);
      running?.abort();
      list.hidden = true;
      current = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }

    function pressed(event) {
      const open = !list.hidden;
      if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) ask();
        else move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && open && options.length && (current >= 0 || options.length === 1)) {
        event.preventDefault();
        choose(Math.max(current, 0));
      } else if (event.key === "Tab" && open && current >= 0) {
        choose(current);
      }
    }

    function move(step) {
      if (!options.length) return;
      options[current]?.setAttribute("aria-selected", "false");
      current = current < 0 && step < 0 ? options.length - 1 : (current + step + options.length) % options.length;
      options[current].setAttribute("aria-selected", "true");
      options[current].scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", options[current].id);
    }

    function choose(place) {
      const option = options[place];
      if (chosen) {
        add(option);
        return;
      }
      box.value = option.textContent;
      forget();
      put(name, option.dataset.unit);
      put(`${name}_hoi`, option.textContent);
      close();
      said.textContent = `Đã chọn ${option.textContent}`;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }

    // One more of several: a ticked box above the field, which is empty again for the next one.
    function add(option) {
      forget();
      if (!chosen.querySelector(`input[value="${CSS.escape(option.dataset.unit)}"]`)) {
        const line = document.createElement("div");
        const label = document.createElement("label");
        const tick = document.createElement("input");
        Object.assign(tick, { type: "checkbox", name, value: option.dataset.unit, checked: true });
        tick.className = "form-check-input";
        line.className = "form-check";
        label.className = "form-check-label";
        label.append(tick, ` ${option.textContent}`);
        line.append(label);
        chosen.append(line);
      }
      box.value = "";
      close();
      said.textContent = `Đã thêm ${option.textContent}`;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }

    // What was chosen before, or is offered by the server, no longer goes with what is typed now; of several that were
    // offered those ticked stay.
    function forget() {
      if (chosen) {
        for (const offered of picker.querySelectorAll(":scope > .form-check")) {
          if (offered.querySelector("input").checked) chosen.append(offered);
          else offered.remove();
        }
        return;
      }
      for (const field of picker.querySelectorAll('input[type="hidden"]')) field.remove();
      for (const offered of picker.querySelectorAll(".form-check")) offered.remove();
    }

    function put(key, value) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = key;
      field.value = value;
      picker.append(field);
    }
  }
})();
