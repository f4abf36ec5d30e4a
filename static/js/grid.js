// A table of fields (data-grid): Enter goes down, a block copied from a sheet is pasted cell by cell, rows grow as needed.
"use strict";

(() => {
  const rowsOf = (grid) => [...grid.tBodies[0].rows];
  const fieldsOf = (row) => [...row.querySelectorAll("input, select")];

  const grow = (grid) => {
    const rows = rowsOf(grid);
    const made = rows.at(-1).cloneNode(true);
    made.cells[0].textContent = String(rows.length + 1);
    made.querySelectorAll(".invalid-feedback").forEach((said) => said.remove());
    for (const field of fieldsOf(made)) {
      for (const name of ["name", "id"]) {
        field.setAttribute(name, field.getAttribute(name).replace(/-\d+$/, `-${rows.length}`));
      }
      const said = field.getAttribute("aria-label");
      if (said) field.setAttribute("aria-label", said.replace(/\d+$/, String(rows.length + 1)));
      if (field.tagName === "INPUT") field.value = "";
    }
    for (const cell of made.querySelectorAll("[data-label]")) {
      cell.dataset.label = cell.dataset.label.replace(/\d+$/, String(rows.length + 1));
    }
    grid.tBodies[0].append(made);
    return made;
  };

  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").trim().toLowerCase();

  const put = (field, text) => {
    if (field.tagName === "SELECT") {
      const found = [...field.options].find((each) => fold(each.textContent).includes(fold(text)));
      if (found && text.trim()) field.value = found.value;
    } else {
      field.value = text.trim();
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.querySelectorAll("[data-grid]").forEach((grid) => {
    grid.grow = () => grow(grid); // for what was typed and comes back (forms.js)
    grid.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (!/[\t\n]/.test(text) || !event.target.matches("input")) return;
      event.preventDefault();
      const start = event.target.closest("tr");
      const column = fieldsOf(start).indexOf(event.target);
      let row = rowsOf(grid).indexOf(start);
      for (const line of text.split("\n")) {
        const fields = fieldsOf(rowsOf(grid)[row] || grow(grid));
        line.split("\t").forEach((cell, place) => {
          if (fields[column + place]) put(fields[column + place], cell);
        });
        row += 1;
      }
    });
    grid.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input")) return;
      event.preventDefault();
      const row = event.target.closest("tr");
      const column = fieldsOf(row).indexOf(event.target);
      const next = row.nextElementSibling || grow(grid);
      fieldsOf(next)[column].focus();
    });
  });
})();
