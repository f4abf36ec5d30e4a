// What waits, beside the first line of the menu, and notices that are not read yet, beside the name: asked for when
// nobody has counted them for a minute.
"use strict";

{
  const places = document.querySelectorAll("[data-work-number]");
  const notices = document.querySelectorAll("[data-unread-number]");
  const told = places[0];
  const minute = 60;

  function show(where, number, words) {
    for (const place of where) {
      place.textContent = number ? String(number) : "";
      place.hidden = number === 0;
      place.title = words;
      const label = place.nextElementSibling;
      if (label) {
        label.textContent = number ? ` (${words})` : "";
      }
    }
  }

  async function count() {
    try {
      const answer = await fetch(told.dataset.workNumber, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const work = await answer.json();
        show(places, work.number, work.words);
        show(notices, work.unread, work.unread_words);
      }
    } catch {
      // The network is away: the last number stays, and says when it was counted.
    }
  }

  function look() {
    const age = Date.now() / 1000 - Number(told.dataset.at || 0);
    if (age > minute || age < -minute) {
      count();
    }
  }

  if (told) {
    look();
  }
}
