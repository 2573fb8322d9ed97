(() => {
  "use strict";
  const index = JSON.parse(document.getElementById("index").textContent)
    .map(([anchor, text]) => ({ place: document.getElementById(anchor), text: text.toLowerCase() }));
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const holders = [...document.querySelectorAll("section.group, section.category, main > section")].reverse();
  const plain = [...document.querySelectorAll("#about, #overrides, #sources")];
  let first = null;

  function search() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    first = null;
    for (const entry of index) {
      const fits = words.every((word) => entry.text.includes(word));
      entry.place.hidden = !fits;
      if (fits) {
        count += 1;
        first = first || entry.place;
      }
    }
    for (const holder of holders) {
      const entries = holder.querySelectorAll(".entry");
      holder.hidden = words.length > 0 && (plain.includes(holder) || ![...entries].some((entry) => !entry.hidden));
    }
    found.textContent = words.length === 0 ? "" : count === 0 ? "没有找到，换一个词试试" : `找到 ${count} 处，按回车到第一处`;
  }

  query.addEventListener("input", search);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      query.value = "";
      search();
    } else if (event.key === "Enter" && first) {
      first.scrollIntoView();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== query) {
      event.preventDefault();
      query.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href^='#']");
    const place = link && document.getElementById(link.getAttribute("href").slice(1));
    if (place && place.closest("[hidden]")) {
      query.value = "";
      search();
    }
  });
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
})();
