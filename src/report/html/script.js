"use strict";
const search = document.getElementById("search");
const verdict = document.getElementById("verdict");
const shown = document.getElementById("shown");
const rows = Array.from(document.querySelectorAll(".row"));
const cases = document.getElementById("cases");

function apply() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const found = words.every((word) => row.dataset.text.includes(word));
    const wanted = !verdict.value || !cases.contains(row) || row.classList.contains(verdict.value);
    row.hidden = !(found && wanted);
    count += row.hidden ? 0 : 1;
  }
  shown.textContent = words.length || verdict.value ? `${count} of ${rows.length} rows` : "";
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
    const text = button.nextElementSibling.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
    } catch {
      // A page from a file may not use the clipboard: mark the text instead.
      getSelection().selectAllChildren(button.nextElementSibling);
      button.textContent = "marked";
    }
  });
}
apply();
