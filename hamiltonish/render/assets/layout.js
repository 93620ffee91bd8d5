// Where everything goes. The whole graph was laid out by Graphviz when the page was saved, if it was
// there; what is folded or hidden is laid out here, by dagre, in a worker: the page stays awake.

const MANY = 500;
const EMPTY = { items: [], curves: [], frames: [], size: [1, 1] };

/**
 * Lay out a scene: a box's middle and size, control points of each arrow, clusters.
 *
 * Runs in the worker, so it uses nothing from outside but `dagre`.
 */
function arrange({ sizes, parents, links, outers, direction, many }) {
  const isMany = sizes.length > many;
  // Boxes within boxes cost dagre seconds in large graphs; there, groups get no frames.
  const compound = outers.length > 0 && !isMany;
  const graph = new dagre.graphlib.Graph({ compound });
  graph.setGraph({
    rankdir: direction,
    ranksep: 56,
    nodesep: 20,
    edgesep: 8,
    marginx: 16,
    marginy: 40,
    ranker: sizes.length > many / 3 ? "tight-tree" : "network-simplex", // soon rather than best
  });
  if (compound) {
    outers.forEach((_, group) => graph.setNode(`g${group}`, {}));
    outers.forEach((outer, group) => outer >= 0 && graph.setParent(`g${group}`, `g${outer}`));
  }
  sizes.forEach(([width, height], item) => {
    graph.setNode(`${item}`, { width, height });
    if (compound && parents[item] >= 0) graph.setParent(`${item}`, `g${parents[item]}`);
  });
  for (const [tail, head] of links) graph.setEdge(`${tail}`, `${head}`, {});
  dagre.layout(graph);

  const place = (name) => {
    const { x, y, width, height } = graph.node(name);
    return { x, y, width, height };
  };
  const items = sizes.map((_, item) => place(`${item}`));
  const lies = direction === "LR" || direction === "RL";
  const ahead = direction === "LR" || direction === "TB" ? 0.5 : -0.5;
  // Arrows leave and enter in the middle of a side. Between, dagre leads them past the boxes by a few
  // points: a uniform cubic B-spline, with its ends tripled to reach them, is a calm curve near these.
  const side = ({ x, y, width, height }, way, more = 0) =>
    lies ? [x + way * (width + more), y] : [x, y + way * (height + more)];
  const mixed = (one, two, share) => [0, 1].map((n) => one[n] + (two[n] - one[n]) * share);
  const curves = links.map(([tail, head]) => {
    const inner = graph
      .edge(`${tail}`, `${head}`)
      .points.slice(1, -1)
      .map(({ x, y }) => [x, y]);
    const [first, last] = [side(items[tail], ahead), side(items[head], -ahead)];
    const stops = [
      ...[first, first, first, side(items[tail], ahead, 36)],
      ...inner,
      ...[side(items[head], -ahead, 36), last, last, last],
    ];
    const points = [...first];
    for (let n = 1; n + 2 < stops.length; n++) {
      const [one, two, three] = [stops[n], stops[n + 1], stops[n + 2]];
      const end = mixed(mixed(one, two, 4 / 5), three, 1 / 6);
      points.push(...mixed(one, two, 1 / 3), ...mixed(one, two, 2 / 3), ...end);
    }
    return points.map((number) => Math.round(number * 10) / 10);
  });
  const frames = [];
  if (compound) outers.forEach((_, group) => frames.push(place(`g${group}`)));
  const { width, height } = graph.graph();
  return { items, curves, frames, size: [width, height] };
}

let worker = null;
let asked = 0;
const waiting = new Map();

/** Run `arrange` in a worker; here, if the browser gives a page from a file no worker. */
function arranged(request) {
  const source = document.getElementById("layout-source").textContent;
  if (!worker) {
    try {
      const code = `${source}\n${arrange}\nonmessage = ({ data: [id, request] }) => {
        postMessage([id, arrange(request)]);
      };`;
      worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
      worker.onmessage = ({ data: [id, result] }) => settle(id, result);
      worker.onerror = (event) => {
        event.preventDefault();
        worker = "none";
        for (const id of [...waiting.keys()])
          settle(id, arrangedHere(source, waiting.get(id).request));
      };
    } catch {
      worker = "none";
    }
  }
  if (worker === "none") return Promise.resolve(arrangedHere(source, request));
  return new Promise((resolve) => {
    waiting.set(++asked, { request, resolve });
    worker.postMessage([asked, request]);
  });
}

function settle(id, result) {
  waiting.get(id)?.resolve(result);
  waiting.delete(id);
}

function arrangedHere(source, request) {
  if (typeof dagre === "undefined") {
    const script = document.createElement("script");
    script.textContent = source; // its hash is in the policy of the page
    document.head.append(script);
  }
  return arrange(request);
}

/** The layout of a scene: the saved one if it is the whole graph, else one that dagre makes. */
async function layoutOf(scene) {
  if (!scene.items.length) return EMPTY;
  const needsFrames = scene.by !== "cluster" && scene.items.length <= MANY;
  if (data.drawn && scene.isWhole && !needsFrames) return savedLayout(scene);
  const shown = new Set();
  for (const { group } of scene.items) {
    for (const one of scene.by === "cluster" ? chainOf(group) : [group]) if (one) shown.add(one);
  }
  const names = [...shown];
  const outerOf = (group) => (scene.by === "cluster" ? clustersByName.get(group).inside : "");
  const result = await arranged({
    sizes: scene.items.map(({ size }) => size),
    parents: scene.items.map(({ group }) => names.indexOf(group)),
    links: scene.links.map(({ tail, head }) => [tail, head]),
    outers: names.map((group) => names.indexOf(outerOf(group))),
    direction: data.direction,
    many: MANY,
  });
  // dagre leaves no room for titles: the frames grow upwards, the outer ones more.
  const levels = (group) =>
    1 + Math.max(0, ...names.filter((one) => outerOf(one) === group).map(levels));
  result.frames = result.frames.map(({ x, y, width, height }, number) => {
    const title = 20 * levels(names[number]);
    return { x, y: y - title / 2, width, height: height + title, group: names[number] };
  });
  return result;
}

function savedLayout(scene) {
  const placed = (at, [width, height]) => ({ x: at[0], y: at[1], width, height });
  return {
    items: boxes.map((box) => placed(box.at, box.size)),
    curves: scene.links.map(({ points }) => points),
    frames: clusters
      .filter(({ at }) => at && scene.by === "cluster")
      .map(({ name, at }) => ({
        ...placed(at, at.slice(2)),
        group: name,
      })),
    size: data.drawn,
  };
}
