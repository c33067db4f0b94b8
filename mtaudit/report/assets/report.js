"use strict";
const severity = document.getElementById("severity");
const code = document.getElementById("code");
function filter() {
  for (const item of document.querySelectorAll("[data-codes]")) {
    const fits = (!severity.value || item.dataset.severity === severity.value)
      && (!code.value || item.dataset.codes.split(" ").includes(code.value));
    item.classList.toggle("off", !fits);
  }
}
severity.addEventListener("change", filter);
code.addEventListener("change", filter);
filter();
