// A long list of boxes that all begin unticked (class "tick-list"): one press ticks every box that is shown, the next
// takes the ticks away, and beside the button stands how many are ticked. Without it each box is ticked singly.
"use strict";

(() => {
  for (const list of document.querySelectorAll("div.tick-list")) {
    const boxes = [...list.querySelectorAll('input[type="checkbox"]')];
    if (boxes.length < 2) continue;
    const row = document.createElement("p");
    const button = document.createElement("button");
    const said = document.createElement("span");
    const whole = (number) => number.toLocaleString("vi-VN");

    const shown = () => boxes.filter((box) => box.offsetParent);
    const all = () => shown().every((box) => box.checked);
    const say = () => {
      button.textContent = all() ? "Bỏ đánh dấu tất cả" : `Đánh dấu tất cả ${whole(shown().length)}`;
      said.textContent = `Đã đánh dấu ${whole(boxes.filter((box) => box.checked).length)} trong ${whole(boxes.length)}.`;
    };

    row.className = "btn-row";
    button.type = "button";
    button.className = "btn btn-outline-primary";
    button.setAttribute("aria-controls", list.id);
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      const ticked = !all();
      for (const box of shown()) box.checked = ticked;
      list.dispatchEvent(new Event("change", { bubbles: true })); // what keeps the form, and the number beside it
    });
    row.append(button, said);
    list.before(row);
    list.closest("form").addEventListener("input", say);
    list.addEventListener("change", say);
    say();
  }
})();
