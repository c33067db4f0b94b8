"use strict";
const get = (id) => document.getElementById(id);
const articles = get("articles");
const blocks = [...document.querySelectorAll("script.page")];
const first = articles.innerHTML;
const size = articles.children.length;
let current = 0;

function filter() {
  const severity = get("severity").value, code = get("code").value;
  let shown = 0;
  for (const item of articles.querySelectorAll("[data-codes]")) {
    const fits = (!severity || item.dataset.severities.split(" ").includes(severity))
      && (!code || item.dataset.codes.split(" ").includes(code));
    item.classList.toggle("off", !fits);
    shown += fits && item.localName === "li";
  }
  for (const article of articles.children) {
    article.classList.toggle("off", Boolean(severity || code) && !article.querySelector("li:not(.off)"));
  }
  get("count").textContent = `${shown} finding${shown === 1 ? "" : "s"}${blocks.length ? " on this page" : ""}`;
}

function show(page) {
  if (page === current || page < 0 || page > blocks.length) return;
  current = page;
  articles.innerHTML = page ? JSON.parse(blocks[page - 1].textContent) : first;
  get("page").value = String(page);
  get("card").hidden = true;
  filter();
}

function follow() {
  const target = /^#[af](\d+)/.exec(location.hash);
  if (!target || !size) return;
  show(Math.floor((Number(target[1]) - 1) / size));
  const item = document.querySelector(location.hash);
  if (!item) return;
  item.scrollIntoView();
  item.focus();
}

function explain(event) {
  const mark = event.target.closest(".mark");
  if (!mark) return;
  const item = document.querySelector(mark.getAttribute("href"));
  const copy = item.cloneNode(true);
  const evidence = copy.querySelector("details");
  evidence.open = true;
  get("card").className = item.className;
  get("card").replaceChildren(...copy.childNodes);
  get("card").hidden = mark.classList.contains("off");
}

get("severity").addEventListener("change", filter);
get("code").addEventListener("change", filter);
if (blocks.length) {
  get("page").addEventListener("change", () => show(Number(get("page").value)));
  get("previous").addEventListener("click", () => show(current - 1));
  get("next").addEventListener("click", () => show(current + 1));
}
articles.addEventListener("focusin", explain);
articles.addEventListener("mouseover", explain);
addEventListener("keydown", (event) => { if (event.key === "Escape") get("card").hidden = true; });
addEventListener("hashchange", follow);
for (const mark of articles.querySelectorAll(".mark")) mark.removeAttribute("title");
get("filter").hidden = !size;
filter();
follow();
