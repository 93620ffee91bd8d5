// The search box, and the list of what is found.

const query = $("query");
const results = $("results");
const MOST = 50;
let found = [];
let current = -1;

function showResults() {
  found = search(query.value);
  classify(
    "found",
    found.map(({ number }) => number),
  );
  results.replaceChildren(...found.slice(0, MOST).map(resultOf));
  if (!found.length && query.value.trim())
    results.append(made("li", { class: "quiet" }, "Nothing is found."));
  if (found.length > MOST)
    results.append(made("li", { class: "quiet" }, `and ${found.length - MOST} more`));
  results.hidden = !query.value.trim();
  query.setAttribute("aria-expanded", `${!results.hidden}`);
  point(found.length ? 0 : -1);
}

function resultOf({ number, field, text }, n) {
  const box = boxes[number];
  const why = field === "name" ? (box.node?.doc ?? "").split("\n")[0] : `${field}: ${text}`;
  return made(
    "li",
    {
      id: `result-${n}`,
      role: "option",
      onpointerdown: (event) => {
        event.preventDefault(); // the focus stays where it is until the list is gone
        take(n);
      },
    },
    made("span", { class: `kind ${box.kind}`, "aria-hidden": "true" }),
    made("span", {}, box.name),
    made("span", { class: "quiet" }, why),
  );
}

function point(n) {
  current = n;
  [...results.children].forEach((option, index) =>
    option.setAttribute("aria-selected", `${index === n}`),
  );
  results.children[n]?.scrollIntoView({ block: "nearest" });
  if (n < 0) query.removeAttribute("aria-activedescendant");
  else query.setAttribute("aria-activedescendant", `result-${n}`);
}

function take(n) {
  const hit = found[n];
  if (!hit) return;
  endSearch();
  canvas.focus({ preventScroll: true });
  go(hit.number);
}

function endSearch() {
  query.value = "";
  showResults();
}

query.addEventListener("input", showResults);
query.addEventListener("blur", () => {
  results.hidden = true;
});
query.addEventListener("focus", () => {
  if (query.value.trim()) results.hidden = false;
});
query.addEventListener("keydown", (event) => {
  const most = Math.min(found.length, MOST);
  if (event.key === "ArrowDown" && most) point((current + 1) % most);
  else if (event.key === "ArrowUp" && most) point((current + most - 1) % most);
  else if (event.key === "Enter") take(current);
  else if (event.key === "Escape") {
    endSearch();
    canvas.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
