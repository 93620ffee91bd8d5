// What is chosen, folded and filtered, what the address says of it, and drawing it again.

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
  const facts = [
    ...data.notes,
    counted(items.length, "box", "boxes"),
    counted(links.length, "arrow"),
  ];
  if (state.chosen.length) {
    const name =
      state.chosen.length === 1 ? boxes[state.chosen[0]].name : nameOf(items[chosenItem()]);
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
  const hash =
    numbersOfBoxes.length === 1 ? `#node=${encodeURIComponent(boxes[numbersOfBoxes[0]].name)}` : "";
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
  return name === null ? undefined : (numbers.get(name) ?? null);
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
  const [along, across] = { LR: ["x", "y"], RL: ["x", "y"], TB: ["y", "x"], BT: ["y", "x"] }[
    data.direction
  ];
  const sign = data.direction === "LR" || data.direction === "TB" ? 1 : -1;
  const step = {
    ArrowLeft: ["x", -1],
    ArrowRight: ["x", 1],
    ArrowUp: ["y", -1],
    ArrowDown: ["y", 1],
  }[key];
  const here = items[item];
  const nearest = (candidates, distance) => {
    const sorted = candidates
      .map((n) => [distance(items[n]), n])
      .sort((one, other) => one[0] - other[0]);
    return sorted[0]?.[1] ?? -1;
  };
  if (step[0] === along) {
    const candidates = step[1] === sign ? picture.down[item] : picture.up[item];
    return nearest(candidates, (place) => Math.abs(place[across] - here[across]));
  }
  const side = along === "x" ? "width" : "height";
  const beside = [...items.keys()].filter(
    (n) =>
      Math.abs(items[n][along] - here[along]) < (items[n][side] + here[side]) / 2 &&
      (items[n][across] - here[across]) * step[1] > 1,
  );
  return nearest(
    beside,
    (place) =>
      Math.abs(place[across] - here[across]) + Math.abs(place[along] - here[along]) / size[0],
  );
}
