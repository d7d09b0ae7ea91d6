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

// A file may be dropped anywhere on the page of the upload.
const file = () => document.querySelector('input[type="file"]');
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const field = file();
    if (!field) return;
    event.preventDefault();
    field.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
