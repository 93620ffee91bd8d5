// The menus: folding, tags, light and dark, and the legend.

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
  const radio = (by, title, facts, isChosen) =>
    made(
      "label",
      {},
      made("input", {
        type: "radio",
        name: "by",
        value: by,
        checked: isChosen,
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
      radio(
        by,
        groupingTitles[by] ?? by,
        counted(found.size, "group"),
        state.by === by && !isPlain,
      ),
    ),
    made(
      "p",
      {},
      made(
        "button",
        { type: "button", disabled: all, onclick: () => foldBy(state.by, true) },
        "Fold all",
      ),
      made(
        "button",
        { type: "button", disabled: !state.folded.size, onclick: () => foldBy(state.by, false) },
        "Unfold all",
      ),
    ),
    made(
      "p",
      { class: "quiet" },
      "A click on a title folds its group; a double click on a folded group unfolds it.",
    ),
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
  const box = (name, [value, count]) =>
    made(
      "label",
      {},
      made("input", {
        type: "checkbox",
        value: `${name}=${value}`,
        checked: state.wanted.get(name)?.has(value),
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
      made(
        "fieldset",
        {},
        made("legend", {}, name),
        ...[...values].map((entry) => box(name, entry)),
      ),
    ),
    made("hr"),
    made(
      "label",
      {},
      made("input", {
        type: "checkbox",
        value: "hides",
        checked: state.hides,
        onchange: ({ target }) => {
          setHides(target.checked);
          redraw();
        },
      }),
      "hide the others",
    ),
  );
  for (const input of $("tags").querySelectorAll("input"))
    if (input.value === focused) input.focus();
  const chips = [...state.wanted].flatMap(([name, values]) =>
    [...values].map((value) =>
      made(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-label": `No longer ask for ${tagText([name, value])}`,
          onclick: () => askForTag(name, value, false),
        },
        `${tagText([name, value])} ×`,
      ),
    ),
  );
  if (chips.length)
    chips.push(made("button", { type: "button", class: "link", onclick: clearTags }, "clear"));
  $("chips").replaceChildren(...chips);
  $("chips").hidden = !chips.length;
  $("tags-button").classList.toggle("on", chips.length > 0);
}

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
  const isDark =
    getComputedStyle(root).colorScheme.includes("dark") &&
    (root.dataset.theme === "dark" || matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = isDark ? "light" : "dark";
}

/** Explain the kinds and marks that are to be seen, and no others. */
function fillLegend() {
  const kinds = new Set(picture.scene.items.map(({ kind }) => kind));
  const marks = new Set(picture.scene.items.flatMap((item) => item.marks));
  const entry = (name, text) =>
    made("li", {}, made("span", { class: `box ${name}`, "aria-hidden": "true" }), text);
  const line = (name, text) =>
    made(
      "li",
      { class: "when-lit" },
      drawnAs(
        "svg",
        { width: 30, height: 18, "aria-hidden": "true" },
        drawnAs("path", { class: `arrow ${name}`, d: "M2 9H27M21 5L27 9L21 13" }),
      ),
      text,
    );
  $("legend")
    .querySelector("ul")
    .replaceChildren(
      ...Object.keys(data.kinds)
        .filter((kind) => kinds.has(kind))
        .map((kind) => entry(kind, data.kinds[kind])),
      ...Object.keys(data.marks)
        .filter((mark) => marks.has(mark) && mark !== "faint")
        .map((mark) => entry(mark, data.marks[mark])),
      line("up", "upstream"),
      line("down", "downstream"),
    );
}
