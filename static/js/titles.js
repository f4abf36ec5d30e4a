// The live total of a self-assessment. Without this script the total is worked out when the form is saved.
"use strict";

for (const form of document.querySelectorAll("form.score-form")) {
  const output = form.querySelector("[data-sum]");
  const inputs = [...form.querySelectorAll("input[data-points]")];

  function points(input) {
    const typed = input.value.trim().replace(",", ".");
    return /^[0-9]+(\.[0-9]+)?$/.test(typed) ? Number(typed) : null;
  }

  function add() {
    let sum = 0;
    let answered = 0;
    for (const input of inputs) {
      const number = points(input);
      const tooMany = number !== null && number > Number(input.dataset.points);
      input.setAttribute("aria-invalid", String(tooMany || (number === null && input.value.trim() !== "")));
      if (number !== null) {
        sum += number;
        answered += 1;
      }
    }
    if (output) {
      const words = sum.toLocaleString("vi-VN", { maximumFractionDigits: 2 });
      output.textContent = inputs.length ? `${words} điểm, ${answered}/${inputs.length} mục` : "tính mức độ khi lưu";
    }
  }

  form.addEventListener("input", add);
  add();
}
