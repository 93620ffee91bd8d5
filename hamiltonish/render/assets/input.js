// Pointers and keys.

// -- pointers ------------------------------------------------------------------------------------

const pointers = new Map();
let moved = 0;

canvas.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const { left, top } = canvas.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 16 : 1; // Firefox counts lines
    // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    zoom(Math.exp(-event.deltaY * lines * speed), event.clientX - left, event.clientY - top);
  },
  { passive: false },
);

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
  [
    "/",
    "search",
    () => {
      query.focus();
      query.select();
    },
  ],
  ["+", "zoom in", () => zoom(1.25), ["="]],
  ["-", "zoom out", () => zoom(0.8)],
  ["0", "actual size", () => zoom(1 / camera.zoom)],
  ["f", "show all", () => fit()],
  [
    "c",
    "the chosen node in the middle",
    () => {
      if (chosenItem() >= 0) centre(chosenItem());
    },
  ],
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
