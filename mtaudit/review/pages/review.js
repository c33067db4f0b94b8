"use strict";
// Keys for what the page does without them: every one presses a button or follows a link that is there.
const findings = [...document.querySelectorAll(".finding")];
const titles = [...document.querySelectorAll(".queue .title")];
const text = document.getElementById("text");
let leaving = false;

function reveal(pane, element) {
  const scrolls = pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY === "auto";
  if (!scrolls) {
    element.scrollIntoView({ block: "nearest" });
    return;
  }
  const off = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (off < 30 || off + element.offsetHeight > pane.clientHeight - 30) {
    pane.scrollTop += off - (pane.clientHeight - element.offsetHeight) / 2;
  }
}

function show(finding) {
  for (const other of findings) {
    other.classList.toggle("now", other === finding);
    other.toggleAttribute("aria-current", false);
  }
  finding.setAttribute("aria-current", "true");
  const marks = [...document.querySelectorAll(".mark")];
  for (const mark of marks) {
    mark.classList.toggle("now", mark.dataset.findings.split(" ").includes(finding.dataset.finding));
  }
  finding.focus({ preventScroll: true });
  reveal(document.getElementById("findings"), finding);
  const first = marks.find((mark) => mark.classList.contains("now"));
  if (first) {
    reveal(text, first);
  }
}

function move(step) {
  if (titles.length) {
    const at = titles.indexOf(document.activeElement);
    titles[at < 0 ? 0 : Math.min(Math.max(at + step, 0), titles.length - 1)].focus();
  }
  const at = findings.findIndex((finding) => finding.classList.contains("now"));
  const next = findings[at + step];
  if (next) {
    show(next);
  }
}

function press(selector) {
  const now = document.querySelector(".finding.now");
  now?.querySelector(selector)?.click();
}

function correct() {
  const now = document.querySelector(".finding.now");
  if (now) {
    now.querySelector(".correct").open = true;
    const field = now.querySelector("[name=correction]");
    field.focus({ preventScroll: true });
    field.select();
    reveal(document.getElementById("findings"), now);
  }
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("[value=accepted]"),
  r: () => press("[value=rejected]"),
  c: correct,
  u: () => document.getElementById("undo")?.click(),
  n: () => document.getElementById("next")?.click(),
  "?": () => { const help = document.getElementById("help"); help.open = !help.open; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") {
      event.target.closest("details").open = false;
      event.target.closest(".finding").focus();
    }
    return;
  }
  const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
  if (act === null) {
    return;
  }
  event.preventDefault();
  const moves = event.key === "j" || event.key === "k";
  if (!leaving && (moves || !event.repeat)) {
    act();
  }
});

// A decision is on its way: what is pressed now would meet the finding that is being decided, not the next one.
document.addEventListener("submit", () => { leaving = true; });
window.addEventListener("pageshow", () => { leaving = false; });

document.addEventListener("click", (event) => {
  const link = event.target.closest(".mark, .what a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const wanted = new URL(link.href).searchParams.get("at");
  const finding = findings.find((other) => other.dataset.finding === wanted);
  if (finding) {
    event.preventDefault();
    show(finding);
  }
});

const start = document.querySelector(".finding.now");
if (start) {
  show(start);
}
