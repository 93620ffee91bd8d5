// The data of the page, and questions about them. Nothing here touches what is shown.

const data = JSON.parse(document.getElementById("data").textContent);
const { boxes, arrows, clusters } = data;
const numbers = new Map(boxes.map((box, number) => [box.name, number]));
const above = boxes.map(() => []);
const below = boxes.map(() => []);
for (const [tail, head] of arrows) {
  above[head].push(tail);
  below[tail].push(head);
}

/** Everything that is reached from some boxes by one of `above` and `below`, without themselves. */
function reached(starts, next) {
  const found = new Set(starts);
  const pending = [...starts];
  while (pending.length) {
    for (const one of next[pending.pop()]) {
      if (!found.has(one)) {
        found.add(one);
        pending.push(one);
      }
    }
  }
  for (const start of starts) found.delete(start);
  return found;
}

const linesOf = (box) => box.title ?? [box.name];
const tagsOf = (box) => box.node?.tags ?? [];
const tagText = ([name, value]) => (value === "True" ? name : `${name}=${value}`);

// -- groups: what can be folded ------------------------------------------------------------------

const clustersByName = new Map(clusters.map((cluster) => [cluster.name, cluster]));

/** A name and those of all clusters around it, the outermost first. */
function chainOf(name) {
  const chain = [];
  for (
    let one = name;
    clustersByName.has(one) && !chain.includes(one);
    one = clustersByName.get(one).inside
  ) {
    chain.unshift(one);
  }
  return chain;
}

/** For each grouping, the groups that a box is in, the outermost first. */
const groupings = {
  cluster: (box) => chainOf(box.cluster),
  module: (box) => [box.node?.module],
  prefix: ({ name }) => [name.includes(".") && name.slice(0, name.indexOf("."))],
};
for (const name of new Set(boxes.flatMap((box) => tagsOf(box).map(([tag]) => tag)))) {
  groupings[`tag ${name}`] = (box) => [
    tagsOf(box)
      .filter(([tag]) => tag === name)
      .map(tagText)
      .join(", "),
  ];
}

/** The groups of a grouping, with the boxes in each; a group of one box is none. */
const groups = new Map(
  Object.entries(groupings).map(([by, chain]) => {
    const found = new Map();
    boxes.forEach((box, number) => {
      for (const group of chain(box).filter(Boolean)) {
        if (!found.has(group)) found.set(group, []);
        found.get(group).push(number);
      }
    });
    for (const [group, members] of found) if (members.length < 2) found.delete(group);
    return [by, found];
  }),
);

const groupsAround = (by, number) =>
  groupings[by](boxes[number]).filter((one) => groups.get(by).has(one));
const groupTitle = (by, group) => (by === "cluster" ? clustersByName.get(group).title : group);

// -- scenes: what is to be seen when some groups are folded and some boxes hidden -----------------

const FOLDED_SIZE = [200, 46];
/** The marks that a folded group has only if all in it do, as in the other pictures. */
const OF_ALL = new Set(["faint", "reused", "override", "added", "removed"]);

/**
 * Items and links to be drawn: boxes, and one item for each folded group.
 *
 * `itemOf` says which item stands for a box, -1 for one that is hidden.
 */
function sceneOf({ by, folded, hidden }) {
  const items = [];
  const itemOf = new Array(boxes.length).fill(-1);
  const folds = new Map();
  boxes.forEach((box, number) => {
    if (hidden.has(number)) return;
    const around = groupsAround(by, number);
    const group = around.find((one) => folded.has(one));
    if (!group) {
      itemOf[number] = items.push(itemOfBox(box, number, around.at(-1))) - 1;
      return;
    }
    if (!folds.has(group)) {
      const outer = around[around.indexOf(group) - 1];
      folds.set(group, items.push(itemOfGroup(by, group, folds.size, outer)) - 1);
    }
    const item = items[folds.get(group)];
    item.members.push(number);
    itemOf[number] = folds.get(group);
  });
  for (const n of folds.values()) {
    const { members } = items[n];
    items[n].small = [`${members.length} boxes`];
    items[n].marks = Object.keys(data.marks).filter((mark) => {
      const has = (member) => boxes[member].marks?.includes(mark);
      return OF_ALL.has(mark) ? members.every(has) : members.some(has);
    });
  }
  return { by, items, itemOf, links: linksAmong(itemOf), isWhole: !folds.size && !hidden.size };
}

function itemOfBox(box, number, group = "") {
  return {
    id: `box-${number}`,
    title: linesOf(box),
    small: box.small ?? [],
    kind: box.kind,
    marks: box.marks ?? [],
    paint: box.paint ?? {},
    size: box.size,
    members: [number],
    group,
    folded: "",
  };
}

function itemOfGroup(by, group, number, outer = "") {
  const title = groupTitle(by, group);
  return {
    id: `fold-${number}`,
    title: [title.length > 22 ? `${title.slice(0, 21)}…` : title],
    small: [],
    kind: "folded",
    marks: [],
    paint: {},
    size: FOLDED_SIZE,
    members: [],
    group: outer,
    folded: group,
  };
}

/** Arrows between items: one for all arrows between the same two, none within one. */
function linksAmong(itemOf) {
  const links = new Map();
  arrows.forEach(([from, to, marks, points], number) => {
    const [tail, head] = [itemOf[from], itemOf[to]];
    if (tail < 0 || head < 0 || tail === head) return;
    const key = tail * boxes.length + head;
    const link = links.get(key);
    if (link) link.marks = [...new Set([...link.marks, ...(marks || [])])];
    else links.set(key, { id: `arrow-${number}`, tail, head, marks: marks || [], points });
  });
  return [...links.values()];
}

// -- search --------------------------------------------------------------------------------------

/** What of a box is searched, the most telling first. */
const searched = boxes.map((box) => {
  const node = box.node ?? {};
  return [
    ["name", box.name],
    ["title", linesOf(box).join(" ")],
    ["tag", tagsOf(box).map(tagText).join(" ")],
    ["type", node.type ?? ""],
    ["kind", data.kinds[box.kind]],
    ["file", node.place ?? ""],
    ["doc", node.doc ?? ""],
  ].map(([field, text]) => [field, text, text.toLowerCase()]);
});

/** The boxes in which each word is found, the best first; with the field of the first word. */
function search(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  searched.forEach((fields, number) => {
    let score = 0;
    let hit = null;
    for (const word of words) {
      const place = fields.findIndex(([, , text]) => text.includes(word));
      if (place < 0) return;
      const [field, text, lower] = fields[place];
      hit ??= { field, text };
      const starts = lower.startsWith(word) ? 0 : 1;
      score += place * 4 + (lower === word ? 0 : 1 + starts);
    }
    found.push({ number, score, ...hit });
  });
  return found.sort((one, other) => one.score - other.score || one.number - other.number);
}

/** The boxes that have, for each tag that is asked for, one of its values. */
function tagged(wanted) {
  const has = (box, [name, values]) =>
    tagsOf(box).some(([tag, value]) => tag === name && values.has(value));
  return new Set(
    [...boxes.keys()].filter((number) => [...wanted].every((one) => has(boxes[number], one))),
  );
}
