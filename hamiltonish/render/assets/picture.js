// The picture: a scene and its layout as elements, and the camera that looks at it.

const canvas = document.getElementById("canvas");
const stage = document.getElementById("stage");

/** Make an element; children are elements or texts, and a text never becomes markup. */
function made(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function drawnAs(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// -- boxes and arrows ----------------------------------------------------------------------------

const round = (number) => Math.round(number * 10) / 10;

/** The path of an arrow: a curve through its control points, and an open head. */
function pathOf(points) {
  const end = points.length;
  let path = `M${points[0]} ${points[1]}`;
  let n = 2;
  if (end > 7) path += "C";
  for (; n + 5 < end; n += 6) path += `${n > 2 ? " " : ""}${points.slice(n, n + 6).join(" ")}`;
  if (n < end) path += `L${points[n]} ${points[n + 1]}`; // the tip, beyond the curve's end
  const [x, y] = points.slice(-2);
  // The head points as the curve ends: from the last point that is not the tip itself.
  let before = end - 4;
  while (before > 0 && points[before] === x && points[before + 1] === y) before -= 2;
  const angle = Math.atan2(y - points[before + 1], x - points[before]);
  const barb = (turn) =>
    `${round(x - 7 * Math.cos(angle + turn))} ${round(y - 7 * Math.sin(angle + turn))}`;
  return `${path}M${barb(0.45)}L${x} ${y}L${barb(-0.45)}`;
}

const nameOf = (item) => (item.folded ? item.title[0] : boxes[item.members[0]].name);

/**
 * A box: an element of HTML, not of SVG. Chromium lays out every text of an SVG again whenever its
 * scale changes, which made zooming jerk at 1,000 boxes; texts of HTML it only scales.
 */
function drawnItem(item, place) {
  const element = made(
    "div",
    {
      id: item.id,
      class: ["box", item.kind, ...item.marks].join(" "),
      role: "button",
      title: nameOf(item),
      "aria-label": [nameOf(item), data.kinds[item.kind], ...item.small].join(", "),
    },
    ...item.title.map((line) => made("b", {}, line)),
    ...item.small.map((line) => made("small", {}, line)),
  );
  for (const [name, colour] of Object.entries(item.paint))
    element.style.setProperty(`--${name}`, colour);
  return put(element, place);
}

/** Put an element where the layout has its middle. */
function put(element, { x, y, width, height }) {
  element.style.left = `${round(x - width / 2)}px`;
  element.style.top = `${round(y - height / 2)}px`;
  element.style.width = `${round(width)}px`;
  element.style.height = `${round(height)}px`;
  return element;
}

function drawnFrame(frame, by) {
  const title = groupTitle(by, frame.group);
  const button = made(
    "button",
    { type: "button", title: "Fold it", "data-group": frame.group },
    `▾ ${title}`,
  );
  return put(made("div", { class: "cluster" }, button), frame);
}

let picture = null; // the scene that is shown, its layout, and its elements

/** Put a scene in the place of what was shown. */
function show(scene, layout) {
  const [width, height] = layout.size.map(Math.ceil);
  const itemElements = scene.items.map((item, n) => drawnItem(item, layout.items[n]));
  const linkElements = scene.links.map((link, n) =>
    drawnAs("path", {
      id: link.id,
      class: ["arrow", ...link.marks].join(" "),
      d: pathOf(layout.curves[n]),
    }),
  );
  stage.replaceChildren(
    ...layout.frames.map((frame) => drawnFrame(frame, scene.by)),
    drawnAs(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      ...linkElements,
    ),
    ...itemElements,
  );
  const itemNumbers = new Map(scene.items.map(({ id }, n) => [id, n]));
  const [up, down] = [scene.items.map(() => []), scene.items.map(() => [])];
  for (const { tail, head } of scene.links) {
    up[head].push(tail);
    down[tail].push(head);
  }
  picture = { scene, layout, itemElements, linkElements, itemNumbers, up, down };
}

/** The item of the picture that an event came from, or -1. */
function itemAt(target) {
  const element = target.closest?.(".box");
  return element ? picture.itemNumbers.get(element.id) : -1;
}

// -- light: what is chosen, what is above and below it, what matches -----------------------------

let lit = new Map(); // elements, and how each is lit

/** Light the boxes upstream and downstream of some boxes, each in its own way. */
function light(chosen, upstream, downstream) {
  const { itemOf, links } = picture.scene;
  const itemsOf = (members) => new Set([...members].map((n) => itemOf[n]));
  const [self, up, down] = [chosen, upstream, downstream].map(itemsOf);
  const now = new Map();
  picture.itemElements.forEach((element, n) => {
    // A folded group may be both; then it is shown as upstream.
    const way = self.has(n) ? "self" : up.has(n) ? "up" : down.has(n) ? "down" : "";
    if (way) now.set(element, way);
  });
  links.forEach(({ tail, head }, n) => {
    const element = picture.linkElements[n];
    if (up.has(tail) && (up.has(head) || self.has(head))) now.set(element, "up");
    else if (down.has(head) && (down.has(tail) || self.has(tail))) now.set(element, "down");
  });
  // Only what changes is touched: the browser styles anew whatever is.
  for (const [element, way] of lit) if (now.get(element) !== way) element.classList.remove(way);
  for (const [element, way] of now) if (lit.get(element) !== way) element.classList.add(way);
  lit = now;
  canvas.classList.toggle("lit", chosen.length > 0);
}

/** Give a class to the items of some boxes, and take it from all others. */
function classify(name, members) {
  const items = new Set([...members].map((n) => picture.scene.itemOf[n]));
  picture.itemElements.forEach((element, n) => element.classList.toggle(name, items.has(n)));
}

// -- the camera ----------------------------------------------------------------------------------

const camera = { x: 0, y: 0, zoom: 1 };
const ZOOMS = [0.02, 4];
let resting = 0;

function look() {
  stage.style.transform = `translate(${camera.x}px, ${camera.y}px) scale(${camera.zoom})`;
  // While it moves, the browser may move what it has painted; at rest it paints it sharp again.
  stage.classList.add("moving");
  canvas.classList.toggle("far", camera.zoom < 0.4);
  canvas.classList.toggle("farther", camera.zoom < 0.25);
  clearTimeout(resting);
  resting = setTimeout(() => stage.classList.remove("moving"), 160);
}

function pan(dx, dy) {
  camera.x += dx;
  camera.y += dy;
  look();
}

/** Zoom by a factor; the point of the canvas at `x`, `y` stays where it is. */
function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const wanted = Math.min(ZOOMS[1], Math.max(ZOOMS[0], camera.zoom * factor));
  const change = wanted / camera.zoom;
  camera.x = x - (x - camera.x) * change;
  camera.y = y - (y - camera.y) * change;
  camera.zoom = wanted;
  look();
}

/** Show all of the picture. */
function fit() {
  const [width, height] = picture.layout.size;
  const [room, rise] = [canvas.clientWidth, canvas.clientHeight];
  camera.zoom = Math.max(ZOOMS[0], Math.min(1.25, (room - 32) / width, (rise - 32) / height));
  camera.x = (room - width * camera.zoom) / 2;
  camera.y = (rise - height * camera.zoom) / 2;
  look();
}

/** Bring an item to the middle, large enough to be read. */
function centre(item) {
  const { x, y } = picture.layout.items[item];
  camera.zoom = Math.max(camera.zoom, 0.8);
  camera.x = canvas.clientWidth / 2 - x * camera.zoom;
  camera.y = canvas.clientHeight / 2 - y * camera.zoom;
  look();
}

/** Move as little as needed to see an item. */
function reveal(item) {
  const { x, y, width, height } = picture.layout.items[item];
  const out = (middle, size, shift, room) => {
    const low = (middle - size / 2) * camera.zoom + shift - 40;
    const high = (middle + size / 2) * camera.zoom + shift + 40;
    if (low < 0) return -low;
    return Math.min(0, room - high);
  };
  const dx = out(x, width, camera.x, canvas.clientWidth);
  const dy = out(y, height, camera.y, canvas.clientHeight);
  if (dx || dy) pan(dx, dy);
}
