"use strict";
const search = document.getElementById("search");
const verdict = document.getElementById("verdict");
const shown = document.getElementById("shown");
const rows = Array.from(document.querySelectorAll(".row"));
const cases = document.getElementById("cases");
const failures = document.getElementById("failures");

function apply() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) {
    const found = words.every((word) => row.dataset.text.includes(word));
    const wanted = !verdict.value || !cases.contains(row) || row.classList.contains(verdict.value);
    row.hidden = !(found && wanted);
  }
  const told = [failures, cases].map((section) => {
    const all = rows.filter((row) => section.contains(row));
    return `${all.filter((row) => !row.hidden).length} of ${all.length} ${section.id}`;
  });
  shown.textContent = words.length || verdict.value ? told.join(", ") : "";
}

search.addEventListener("input", apply);
verdict.addEventListener("change", apply);
document.addEventListener("keydown", (event) => {
  const typing = event.target === search || event.target === verdict;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    search.value = "";
    verdict.value = "";
    apply();
  }
});
for (const button of document.querySelectorAll(".copy button")) {
  button.addEventListener("click", async () => {
    const text = button.nextElementSibling;
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "copied";
    } catch {
      // A page from a file may not be allowed to: mark the text, and try as of old.
      getSelection().selectAllChildren(text);
      button.textContent = document.execCommand("copy") ? "copied" : "marked";
    }
  });
}
apply();
