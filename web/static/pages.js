// What a page does beyond links and forms; every page works without it.
"use strict";
const typing = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    const field = document.getElementById("name");
    if (field) { field.focus(); field.select(); } else { location.assign("/"); }
    return;
  }
  // a letter that the page gives a link or a choice; in a table of links, j and k step through them
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const steps = [...document.querySelectorAll("a[data-step]")];
  if (wanted) {
    event.preventDefault();
    wanted.click();
    if (wanted.type === "radio") wanted.focus();
  } else if (steps.length && (event.key === "j" || event.key === "k")) {
    event.preventDefault();
    const here = steps.indexOf(document.activeElement), last = steps.length - 1;
    steps[here < 0 ? 0 : Math.min(last, Math.max(0, here + (event.key === "j" ? 1 : -1)))].focus();
  }
});

// The queue beside a question stands at the one that is shown.
document.addEventListener("DOMContentLoaded", () => {
  const here = document.querySelector(".alone .questions [data-step][aria-current]"), queue = here && here.closest(".questions");
  if (queue && queue.scrollHeight > queue.clientHeight) {
    queue.scrollTop += here.getBoundingClientRect().top - queue.getBoundingClientRect().top - queue.clientHeight / 3;
  }
});

// Reasons of the decision that is chosen, and no others; when to use which, and whether a note is required.
const narrow = () => {
  for (const field of document.querySelectorAll("select[data-of]")) {
    const chosen = document.querySelector(`input[name="${field.dataset.of}"]:checked`);
    for (const group of field.querySelectorAll("optgroup")) {
      group.hidden = group.disabled = Boolean(chosen && group.dataset.for) && group.dataset.for !== chosen.value;
    }
    if (field.selectedOptions[0] && field.selectedOptions[0].parentElement.disabled) field.value = "";
  }
  for (const line of document.querySelectorAll("p[data-for]")) {
    line.hidden = !document.querySelector(`input[value="${line.dataset.for}"]:checked`);
  }
  // A note is required where the chosen reason asks for one.
  for (const note of document.querySelectorAll("[data-note-of]")) {
    const reason = document.getElementById(note.dataset.noteOf);
    note.required = Boolean(reason && reason.selectedOptions[0] && reason.selectedOptions[0].dataset.note);
    note.labels[0].querySelector("[data-note-mark]").hidden = !note.required;
  }
};
document.addEventListener("change", (event) => { if (event.target.type === "radio" || event.target.id === "reason") narrow(); });
document.addEventListener("DOMContentLoaded", narrow);
document.addEventListener("htmx:after:swap", narrow);

// One box for all rows of a page; without this script it is not shown.
const all = () => { for (const box of document.querySelectorAll("[data-select-all]")) box.hidden = false; };
document.addEventListener("DOMContentLoaded", all);
document.addEventListener("htmx:after:swap", all);
document.addEventListener("change", (event) => {
  const name = event.target.dataset.selectAll;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[name="${name}"]`)) box.checked = event.target.checked;
});

// Moments stand in UTC; here they are shown as the reader's own clock has them, with UTC on hover.
const localise = () => {
  const form = new Intl.DateTimeFormat(document.body.dataset.formats || undefined, { dateStyle: "long", timeStyle: "short" });
  const zone = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" });
  for (const time of document.querySelectorAll('time[datetime*="T"]:not([title])')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    time.title = time.textContent;
    const name = zone.formatToParts(at).find((part) => part.type === "timeZoneName");
    time.textContent = `${form.format(at)} ${name ? name.value : ""}`.trim();
  }
};
document.addEventListener("DOMContentLoaded", localise);
document.addEventListener("htmx:after:swap", localise);

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

// Where no answer came, or one that says nothing to people, the page says so in the place of what it asked for.
const unreached = (event) => {
  const ctx = event.detail.ctx, answer = ctx && ctx.response && ctx.response.raw;
  if (!ctx || !(ctx.target instanceof Element) || (answer && answer.headers.has("X-Request-Id"))) return;
  ctx.swap = "none";
  ctx.target.replaceChildren(document.getElementById("unreached").content.cloneNode(true));
};
document.addEventListener("htmx:error", unreached);
document.addEventListener("htmx:response:error", unreached);

// A form is sent once, however often its button is pressed; a page that comes back from the browser's memory may send again.
document.addEventListener("submit", (event) => {
  const form = event.target, sender = event.submitter;
  if (((sender && sender.formMethod) || form.method) !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
