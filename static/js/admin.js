// Gives each field of the administration's tables and pickers the name that stands over it, for those who hear the page.
"use strict";

function nameOf(field) {
  const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const cell = field.closest("td");
  const head = cell && cell.closest("table").querySelector("thead tr");
  const words = label || (head && columnOver(cell, head));
  return words ? words.textContent.trim() : "";
}

// Hidden cells of a row have no head: columns are counted from the right.
function columnOver(cell, head) {
  const fromRight = cell.parentElement.cells.length - cell.cellIndex;
  return head.cells[head.cells.length - fromRight];
}

function nameAll() {
  for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden])")) {
    if (!field.labels || field.labels.length === 0) field.setAttribute("aria-label", nameOf(field));
  }
  for (const box of document.querySelectorAll("select.admin-autocomplete + .select2")) {
    const name = nameOf(box.previousElementSibling);
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) part.setAttribute("aria-label", name);
    for (const part of box.querySelectorAll("[role=combobox]")) part.removeAttribute("aria-labelledby");
  }
}

// Django makes its pickers a moment after the page is there.
addEventListener("load", () => setTimeout(nameAll));
document.addEventListener("formset:added", () => setTimeout(nameAll));
