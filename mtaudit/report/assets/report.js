"use strict";
const get = (id) => document.getElementById(id);
const articles = get("articles");
const blocks = [...document.querySelectorAll("script.page")];
const counts = JSON.parse(get("counts").textContent); // of each page: findings by "code severity"
const first = articles.innerHTML;
const size = articles.children.length;
let current = 0;

function fits(severity, code) {
  return [["severity", severity], ["code", code]].every(([id, value]) => [value, ""].includes(get(id).value));
}

const matching = () => counts.map((page) => Object.entries(page)
  .reduce((sum, [key, times]) => sum + (fits(...key.split(" ").reverse()) ? times : 0), 0));

function filter() {
  for (const item of articles.querySelectorAll("li")) {
    item.classList.toggle("off", !fits(item.dataset.severity, item.dataset.code));
  }
  for (const mark of articles.querySelectorAll(".mark")) {
    const off = mark.dataset.findings.split(" ").every((id) => get(id).classList.contains("off"));
    mark.classList.toggle("off", off);
    mark.tabIndex = off ? -1 : 0;
    mark.removeAttribute("title"); // the card says it
  }
  for (const article of articles.children) {
    article.classList.toggle("off", isFiltering() && !article.querySelector("li:not(.off)"));
  }
  const found = matching();
  const total = found.reduce((sum, times) => sum + times, 0);
  get("count").textContent = `${total} finding${total === 1 ? "" : "s"}`
    + (blocks.length ? `, ${found[current]} on this page` : "");
  get("card").hidden = true;
}

const isFiltering = () => Boolean(get("severity").value || get("code").value);

function choose() {
  filter();
  const found = matching();
  if (isFiltering() && !found[current]) show(found.findIndex(Boolean));
}

// Turns pages; those without a finding that is asked for are passed over.
function turn(step) {
  const found = matching();
  let page = current + step;
  while (isFiltering() && found[page] === 0) page += step;
  show(page);
}

function show(page) {
  if (page === current || page < 0 || page > blocks.length) return;
  current = page;
  articles.innerHTML = page ? JSON.parse(blocks[page - 1].textContent) : first;
  get("page").value = String(page);
  filter();
}

function follow() {
  const target = /^#[af](\d+)/.exec(location.hash);
  if (!target || !size) return;
  show(Math.floor((Number(target[1]) - 1) / size));
  const item = get(location.hash.slice(1));
  if (!item) return;
  if (item.classList.contains("off")) {
    get("severity").value = get("code").value = "";
    filter();
  }
  item.scrollIntoView();
  item.focus();
}

function explain(event) {
  const mark = event.target.closest(".mark:not(.off)");
  if (!mark) return;
  const items = mark.dataset.findings.split(" ").map(get).filter((item) => !item.classList.contains("off"));
  get("card").replaceChildren(...items.map((item) => {
    const said = document.createElement("div");
    said.className = item.className;
    said.append(...item.cloneNode(true).childNodes);
    said.querySelector("details").open = true;
    return said;
  }));
  get("card").hidden = false;
}

get("severity").addEventListener("change", choose);
get("code").addEventListener("change", choose);
if (blocks.length) {
  get("page").addEventListener("change", () => show(Number(get("page").value)));
  get("previous").addEventListener("click", () => turn(-1));
  get("next").addEventListener("click", () => turn(1));
}
articles.addEventListener("focusin", explain);
articles.addEventListener("mouseover", explain);
addEventListener("click", (event) => {
  if (event.target.closest(".mark")) {
    if (event.pointerType === "touch") event.preventDefault(); // a tap shows the card, and moves nothing
  } else if (!event.target.closest("#card")) {
    get("card").hidden = true;
  }
});
addEventListener("keydown", (event) => { if (event.key === "Escape") get("card").hidden = true; });
addEventListener("hashchange", follow);
const opened = [];
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) {
    part.open = true;
    opened.push(part);
  }
});
addEventListener("afterprint", () => { for (const part of opened.splice(0)) part.open = false; });
get("filter").hidden = !size;
filter();
follow();
