// On a page longer than two screens: the list of its sections, above them, to jump to.
"use strict";

const LEAST = 3;

function sectionsOfPage() {
  const heads = [...document.querySelectorAll("main h2")];
  return heads.filter((head) => head.offsetParent && !head.closest("details, .visually-hidden, .report-paper, .leading-page"));
}

function listOf(heads) {
  const list = document.createElement("nav");
  list.className = "page-sections";
  list.setAttribute("aria-label", "Trong trang này");
  const title = document.createElement("p");
  title.textContent = "Trong trang này";
  const items = document.createElement("ul");
  heads.forEach((head, place) => {
    head.id = head.id || `muc-${place + 1}`;
    const link = document.createElement("a");
    link.href = `#${head.id}`;
    link.textContent = head.textContent.trim();
    items.appendChild(document.createElement("li")).append(link);
  });
  list.append(title, items);
  return list;
}

const heads = sectionsOfPage();
const start = document.querySelector("main > .page-header, main > h1");
if (start && heads.length >= LEAST && document.documentElement.scrollHeight > 2 * innerHeight) start.after(listOf(heads));
