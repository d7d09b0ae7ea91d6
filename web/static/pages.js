// What a page does beyond links and forms; every page works without it.
"use strict";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    const field = document.getElementById("name");
    if (field) { field.focus(); field.select(); } else { location.assign("/"); }
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
