// What the reader does: choosing, searching, filtering, folding, keys, and the address.

const state = {
  by: "cluster", // the grouping by which the picture is folded
  folded: new Set(), // its groups that are folded
  wanted: new Map(), // for each tag that is asked for, its values
  hides: false, // whether the tags hide what lacks them, instead of making it faint
  chosen: [], // the boxes that are chosen: one, or those of a folded group
};
const $ = (id) => document.getElementById(id);
const status = $("status");

// -- drawing again -------------------------------------------------------------------------------

let drawings = 0;

/** Draw what the state says; `keep` says what shall stay in view. */
async function redraw(keep = fit) {
  const drawing = ++drawings;
  const hidden = new Set();
  if (state.hides && state.wanted.size) {
    const shown = tagged(state.wanted);
    boxes.forEach((_, number) => shown.has(number) || hidden.add(number));
  }
  const scene = sceneOf({ ...state, hidden });
  status.textContent = `Laying out ${counted(scene.items.length, "box", "boxes")} …`;
  canvas.setAttribute("aria-busy", "true");
  const layout = await layoutOf(scene);
  if (drawing !== drawings) return; // something else was asked for in the meantime
  show(scene, layout);
  fillLegend();
  canvas.removeAttribute("aria-busy");
  relight();
  keep();
  say();
}

function relight() {
  light(state.chosen, reached(state.chosen, above), reached(state.chosen, below));
  const id = picture.itemElements[chosenItem()]?.id;
  if (id) canvas.setAttribute("aria-activedescendant", id);
  else canvas.removeAttribute("aria-activedescendant");
  const isFiltered = state.wanted.size > 0 && !state.hides;
  canvas.classList.toggle("filtered", isFiltered);
  classify("tagged", isFiltered ? tagged(state.wanted) : []);
}

/** Say in a line what is to be seen; screen readers read it out. */
function say() {
  const { items, links } = picture.scene;
  const facts = [...data.notes, counted(items.length, "box", "boxes"), counted(links.length, "arrow")];
  if (state.chosen.length) {
    const name = state.chosen.length === 1 ? boxes[state.chosen[0]].name : nameOf(items[chosenItem()]);
    const sizes = [above, below].map((next) => reached(state.chosen, next).size);
    facts.splice(0, facts.length, `${name}: ${sizes[0]} upstream, ${sizes[1]} downstream`);
  } else if (state.wanted.size) {
    facts.push(`${tagged(state.wanted).size} with the tags`);
  }
  status.textContent = facts.join(" · ");
}

// -- choosing ------------------------------------------------------------------------------------

const chosenItem = () => (state.chosen.length ? picture.scene.itemOf[state.chosen[0]] : -1);

/** Choose boxes: light what is above and below, tell about them, and put a name into the address. */
function choose(numbersOfBoxes, { address = "push" } = {}) {
  state.chosen = numbersOfBoxes;
  relight();
  if (numbersOfBoxes.length === 1) tell(numbersOfBoxes[0]);
  else if (numbersOfBoxes.length) tellGroup(picture.scene.items[chosenItem()]);
  else panel.hidden = true;
  if (chosenItem() >= 0) reveal(chosenItem()); // the panel may have come to stand before it
  const hash = numbersOfBoxes.length === 1 ? `#node=${encodeURIComponent(boxes[numbersOfBoxes[0]].name)}` : "";
  if (address !== "none" && hash !== location.hash) {
    const url = hash || location.pathname + location.search;
    history[`${address}State`](null, "", url);
  }
  say();
}

/** Go to a box wherever it is: unfolded if it is folded, shown if it is hidden, in the middle. */
async function go(number, options) {
  const around = groupsAround(state.by, number).filter((group) => state.folded.has(group));
  const isHidden = picture.scene.itemOf[number] < 0;
  if (isHidden) setHides(false);
  for (const group of around) state.folded.delete(group);
  state.chosen = [number];
  if (around.length || isHidden) await redraw(() => {});
  choose([number], options);
  if (chosenItem() >= 0) centre(chosenItem());
}

function chooseItem(item, options) {
  choose(picture.scene.items[item].members, options);
}

/** The box that the address asks for. */
function addressed() {
  const name = new URLSearchParams(location.hash.slice(1)).get("node");
  return name === null ? undefined : numbers.get(name) ?? null;
}

function followAddress() {
  const number = addressed();
  if (number === undefined) choose([], { address: "none" });
  else if (number === null) status.textContent = "There is no node of that name in this picture.";
  else go(number, { address: "none" });
}

/** The item to which an arrow key leads: along an arrow, or to a sibling beside it. */
function neighbour(item, key) {
  const { items, size } = picture.layout;
  const [along, across] = { LR: ["x", "y"], RL: ["x", "y"], TB: ["y", "x"], BT: ["y", "x"] }[data.direction];
  const sign = data.direction === "LR" || data.direction === "TB" ? 1 : -1;
  const step = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", -1], ArrowDown: ["y", 1] }[key];
  const here = items[item];
  const nearest = (candidates, distance) => {
    const sorted = candidates.map((n) => [distance(items[n]), n]).sort((one, other) => one[0] - other[0]);
    return sorted[0]?.[1] ?? -1;
  };
  if (step[0] === along) {
    const candidates = step[1] === sign ? picture.down[item] : picture.up[item];
    return nearest(candidates, (place) => Math.abs(place[across] - here[across]));
  }
  const side = along === "x" ? "width" : "height";
  const beside = [...items.keys()].filter((n) =>
    Math.abs(items[n][along] - here[along]) < (items[n][side] + here[side]) / 2
      && (items[n][across] - here[across]) * step[1] > 1);
  return nearest(beside, (place) => Math.abs(place[across] - here[across]) + Math.abs(place[along] - here[along]) / size[0]);
}

// -- folding -------------------------------------------------------------------------------------

/** Redraw so that a box, or its group, stays where it was on the screen. */
function redrawAround(number) {
  const placeOf = () => {
    const item = picture.scene.itemOf[number];
    if (item < 0) return null;
    const { x, y } = picture.layout.items[item];
    return [x * camera.zoom + camera.x, y * camera.zoom + camera.y];
  };
  const before = placeOf();
  return redraw(() => {
    const after = placeOf();
    if (before && after) pan(before[0] - after[0], before[1] - after[1]);
    else fit();
  });
}

function fold(group) {
  state.folded.add(group);
  const members = groups.get(state.by).get(group);
  if (members.some((number) => state.chosen.includes(number))) choose([]);
  fillFolds();
  return redrawAround(members[0]);
}

function unfold(group) {
  state.folded.delete(group);
  const members = groups.get(state.by).get(group);
  if (state.chosen.length > 1) choose([]);
  fillFolds();
  return redrawAround(members[0]);
}

function foldBy(by, isFolded) {
  state.by = by;
  state.folded = new Set(isFolded ? groups.get(by).keys() : []);
  if (state.chosen.length > 1) choose([]);
  fillFolds();
  return redraw();
}

const groupingTitles = { cluster: "frame", module: "module", prefix: "prefix" };

function fillFolds() {
  const choices = [...groups].filter(([, found]) => found.size);
  const all = state.folded.size > 0 && state.folded.size === groups.get(state.by).size;
  const radio = (by, title, facts, isChosen) => made(
    "label",
    {},
    made("input", {
      type: "radio", name: "by", value: by, checked: isChosen,
      onchange: () => foldBy(by || "cluster", Boolean(by)),
    }),
    title,
    made("span", { class: "quiet" }, facts),
  );
  const isPlain = state.by === "cluster" && !state.folded.size;
  $("folds").replaceChildren(
    made("h2", {}, "Fold by"),
    radio("", "nothing", "", isPlain),
    ...choices.map(([by, found]) =>
      radio(by, groupingTitles[by] ?? by, counted(found.size, "group"), state.by === by && !isPlain)),
    made(
      "p",
      {},
      made("button", { type: "button", disabled: all, onclick: () => foldBy(state.by, true) }, "Fold all"),
      made("button", { type: "button", disabled: !state.folded.size, onclick: () => foldBy(state.by, false) }, "Unfold all"),
    ),
    made("p", { class: "quiet" }, "A click on a title folds its group; a double click on a folded group unfolds it."),
  );
  $("folds-button").classList.toggle("on", state.folded.size > 0);
}

// -- tags ----------------------------------------------------------------------------------------

const tagCounts = new Map(); // name → value → how many boxes have it
for (const box of boxes) {
  for (const [name, value] of tagsOf(box)) {
    if (!tagCounts.has(name)) tagCounts.set(name, new Map());
    const values = tagCounts.get(name);
    values.set(value, (values.get(value) ?? 0) + 1);
  }
}

function askForTag(name, value, isWanted) {
  const values = state.wanted.get(name) ?? new Set();
  if (isWanted) values.add(value);
  else values.delete(value);
  if (values.size) state.wanted.set(name, values);
  else state.wanted.delete(name);
  fillTags();
  if (state.hides) redraw();
  else relight();
  say();
}

function setHides(hides) {
  if (state.hides === hides) return;
  state.hides = hides;
  fillTags();
}

function clearTags() {
  const redraws = state.hides && state.wanted.size;
  state.wanted.clear();
  fillTags();
  if (redraws) redraw();
  else relight();
  say();
}

function fillTags() {
  const box = (name, [value, count]) => made(
    "label",
    {},
    made("input", {
      type: "checkbox", value: `${name}=${value}`, checked: state.wanted.get(name)?.has(value),
      onchange: ({ target }) => askForTag(name, value, target.checked),
    }),
    tagText([name, value]),
    made("span", { class: "quiet" }, `${count}`),
  );
  const focused = document.activeElement?.value;
  $("tags").replaceChildren(
    made("h2", {}, "Show what is tagged"),
    ...(tagCounts.size ? [] : [made("p", { class: "quiet" }, "No node has a tag.")]),
    ...[...tagCounts].map(([name, values]) =>
      made("fieldset", {}, made("legend", {}, name), ...[...values].map((entry) => box(name, entry)))),
    made("hr"),
    made(
      "label",
      {},
      made("input", { type: "checkbox", value: "hides", checked: state.hides, onchange: ({ target }) => {
        setHides(target.checked);
        redraw();
      } }),
      "hide the others",
    ),
  );
  for (const input of $("tags").querySelectorAll("input")) if (input.value === focused) input.focus();
  const chips = [...state.wanted].flatMap(([name, values]) => [...values].map((value) => made(
    "button",
    { type: "button", class: "chip", "aria-label": `No longer ask for ${tagText([name, value])}`,
      onclick: () => askForTag(name, value, false) },
    `${tagText([name, value])} ×`,
  )));
  if (chips.length) chips.push(made("button", { type: "button", class: "link", onclick: clearTags }, "clear"));
  $("chips").replaceChildren(...chips);
  $("chips").hidden = !chips.length;
  $("tags-button").classList.toggle("on", chips.length > 0);
}

// -- search --------------------------------------------------------------------------------------

const query = $("query");
const results = $("results");
const MOST = 50;
let found = [];
let current = -1;

function showResults() {
  found = search(query.value);
  classify("found", found.map(({ number }) => number));
  results.replaceChildren(...found.slice(0, MOST).map(resultOf));
  if (!found.length && query.value.trim()) results.append(made("li", { class: "quiet" }, "Nothing is found."));
  if (found.length > MOST) results.append(made("li", { class: "quiet" }, `and ${found.length - MOST} more`));
  results.hidden = !query.value.trim();
  query.setAttribute("aria-expanded", `${!results.hidden}`);
  point(found.length ? 0 : -1);
}

function resultOf({ number, field, text }, n) {
  const box = boxes[number];
  const why = field === "name" ? (box.node?.doc ?? "").split("\n")[0] : `${field}: ${text}`;
  return made(
    "li",
    { id: `result-${n}`, role: "option", onpointerdown: (event) => {
      event.preventDefault(); // the focus stays where it is until the list is gone
      take(n);
    } },
    made("span", { class: `kind ${box.kind}`, "aria-hidden": "true" }),
    made("span", {}, box.name),
    made("span", { class: "quiet" }, why),
  );
}

function point(n) {
  current = n;
  [...results.children].forEach((option, index) => option.setAttribute("aria-selected", `${index === n}`));
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
query.addEventListener("blur", () => { results.hidden = true; });
query.addEventListener("focus", () => { if (query.value.trim()) results.hidden = false; });
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

// -- pointers ------------------------------------------------------------------------------------

const pointers = new Map();
let moved = 0;

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const { left, top } = canvas.getBoundingClientRect();
  const lines = event.deltaMode === 1 ? 16 : 1; // Firefox counts lines
  // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
  const speed = event.ctrlKey ? 0.01 : 0.0016;
  zoom(Math.exp(-event.deltaY * lines * speed), event.clientX - left, event.clientY - top);
}, { passive: false });

canvas.addEventListener("pointerdown", (event) => {
  if (event.button > 0 || event.target.closest("#legend")) return;
  if (!pointers.size) moved = 0;
  pointers.set(event.pointerId, [event.clientX, event.clientY]);
});

canvas.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const now = [event.clientX, event.clientY];
  const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
  moved += Math.abs(dx) + Math.abs(dy);
  if (moved < 5) return;
  // Only now: a captured pointer's click would go to the canvas instead of the box.
  if (!canvas.hasPointerCapture(event.pointerId)) canvas.setPointerCapture(event.pointerId);
  canvas.classList.add("grabbed");
  const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
  if (other) {
    const far = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
    const { left, top } = canvas.getBoundingClientRect();
    zoom(far(now) / far(before), (now[0] + other[0]) / 2 - left, (now[1] + other[1]) / 2 - top);
    pan(dx / 2, dy / 2);
  } else {
    pan(dx, dy);
  }
  pointers.set(event.pointerId, now);
});

for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, (event) => {
    pointers.delete(event.pointerId);
    if (!pointers.size) canvas.classList.remove("grabbed");
  });
}

let clicked = ""; // the folded group that the last click chose

canvas.addEventListener("click", (event) => {
  if (moved >= 5 || event.target.closest("#legend")) return;
  // Not by `dblclick`: the first click may have moved the picture, when the panel opened.
  if (event.detail === 2 && clicked) return unfold(clicked);
  const title = event.target.closest("[data-group]");
  const item = itemAt(event.target);
  clicked = picture.scene.items[item]?.folded ?? "";
  if (title) fold(title.dataset.group);
  else if (item >= 0) chooseItem(item);
  else choose([]);
});

// -- keys ----------------------------------------------------------------------------------------

const keys = [
  ["/", "search", () => { query.focus(); query.select(); }],
  ["+", "zoom in", () => zoom(1.25), ["="]],
  ["-", "zoom out", () => zoom(0.8)],
  ["0", "actual size", () => zoom(1 / camera.zoom)],
  ["f", "show all", () => fit()],
  ["c", "the chosen node in the middle", () => { if (chosenItem() >= 0) centre(chosenItem()); }],
  ["g", "fold the group of the chosen node, or unfold it", () => toggleGroup()],
  ["d", "light or dark", () => changeTheme()],
  ["?", "these keys", () => $("help").showModal()],
];

function toggleGroup() {
  const item = picture.scene.items[chosenItem()];
  if (item?.folded) return unfold(item.folded);
  const group = item && item.group;
  if (group) fold(group);
}

function walk(key) {
  const item = chosenItem();
  const next = item < 0 ? 0 : neighbour(item, key);
  if (next < 0) return;
  chooseItem(next, { address: "replace" }); // one step back leads out of the walk
}

function enter() {
  if (picture.scene.items[chosenItem()]?.folded) toggleGroup();
  else if (!panel.hidden) panel.focus();
}

function stepBack() {
  if (!$("tags").hidden || !$("folds").hidden) return closeMenus(true);
  choose([]);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if ($("help").open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Escape") return stepBack();
  if (target.closest("input, textarea, select")) return;
  if (key.startsWith("Arrow") && !target.closest("#panel, .menu")) walk(key);
  else if ((key === "Enter" || key === " ") && target.dataset?.group) fold(target.dataset.group);
  else if (key === "Enter" && !target.closest("button, summary, a")) enter();
  else {
    const known = keys.find(([name, , , others]) => name === key || others?.includes(key));
    if (!known) return;
    known[2]();
  }
  event.preventDefault();
});

// -- menus, themes, legend -----------------------------------------------------------------------

function closeMenus(returnsFocus = false) {
  for (const name of ["tags", "folds"]) {
    if (!$(name).hidden && returnsFocus) $(`${name}-button`).focus();
    $(name).hidden = true;
    $(`${name}-button`).setAttribute("aria-expanded", "false");
  }
}

for (const name of ["tags", "folds"]) {
  const button = $(`${name}-button`);
  button.addEventListener("click", () => {
    const opens = $(name).hidden;
    closeMenus();
    if (!opens) return;
    const { right, bottom } = button.getBoundingClientRect();
    $(name).style.right = `${Math.max(8, innerWidth - right - 40)}px`;
    $(name).style.top = `${bottom + 6}px`;
    $(name).hidden = false;
    button.setAttribute("aria-expanded", "true");
    $(name).querySelector("input, button")?.focus();
  });
}
document.addEventListener("pointerdown", ({ target }) => {
  if (!target.closest?.(".menu, #tags-button, #folds-button")) closeMenus();
});

function changeTheme() {
  const root = document.documentElement;
  const isDark = getComputedStyle(root).colorScheme.includes("dark")
    && (root.dataset.theme === "dark" || matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = isDark ? "light" : "dark";
}

/** Explain the kinds and marks that are to be seen, and no others. */
function fillLegend() {
  const kinds = new Set(picture.scene.items.map(({ kind }) => kind));
  const marks = new Set(picture.scene.items.flatMap((item) => item.marks));
  const entry = (name, text) => made("li", {}, made("span", { class: `box ${name}`, "aria-hidden": "true" }), text);
  const line = (name, text) => made("li", { class: "when-lit" },
    drawnAs("svg", { width: 30, height: 18, "aria-hidden": "true" },
      drawnAs("path", { class: `arrow ${name}`, d: "M2 9H27M21 5L27 9L21 13" })), text);
  $("legend").querySelector("ul").replaceChildren(
    ...Object.keys(data.kinds).filter((kind) => kinds.has(kind)).map((kind) => entry(kind, data.kinds[kind])),
    ...Object.keys(data.marks).filter((mark) => marks.has(mark) && mark !== "faint").map((mark) => entry(mark, data.marks[mark])),
    line("up", "upstream"),
    line("down", "downstream"),
  );
}

// -- the start -----------------------------------------------------------------------------------

$("title").textContent = data.title || "Lineage";
if (data.theme !== "auto") document.documentElement.dataset.theme = data.theme;
$("in").addEventListener("click", () => zoom(1.25));
$("out").addEventListener("click", () => zoom(0.8));
$("fit").addEventListener("click", () => fit());
$("theme").addEventListener("click", changeTheme);
$("help-button").addEventListener("click", () => $("help").showModal());
const help = [
  ["← ↑ → ↓", "along the arrows, and to what stands beside"],
  ["Enter", "into the panel; a folded group unfolds"],
  ["Esc", "choose nothing"],
  ...keys,
];
$("help").querySelector("dl").replaceChildren(
  ...help.flatMap(([key, text]) => [made("dt", {}, made("kbd", {}, key)), made("dd", {}, text)]),
);
addEventListener("hashchange", followAddress);
// Until the first layout is there, an empty picture: whatever is asked of it has an answer.
show(sceneOf({ ...state, hidden: new Set(boxes.keys()) }), EMPTY);
fillTags();
fillFolds();
$("legend").hidden = !data.legend;
$("legend").open = innerWidth > 700;
redraw().then(() => {
  document.documentElement.dataset.ready = "";
  if (addressed() !== undefined) followAddress();
});
