// Shows how far a job has come, and the finished page when it has ended. Without this script: the link "Tải lại".
"use strict";

for (const place of document.querySelectorAll("[data-progress]")) {
  const bar = place.querySelector("progress");
  const said = place.querySelector("[data-said]");
  let wait = 700;

  async function look() {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) {
        return;
      }
      const job = await answer.json();
      if (job.ended || (job.slow && !("slow" in place.dataset))) {
        window.location.reload();
        return;
      }
      if (bar) {
        bar.value = job.done;
      }
      if (said && job.said && said.textContent !== job.said) {
        said.textContent = job.said;
      }
    } catch {
      // The network is away for a moment: ask again, later.
    }
    wait = Math.min(wait * 1.3, 5000);
    window.setTimeout(look, wait);
  }

  window.setTimeout(look, wait);
}
