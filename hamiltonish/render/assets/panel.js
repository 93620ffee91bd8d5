// The panel beside the picture: all that is known about a box, or about a folded group.

const panel = document.getElementById("panel");

/** A button that goes to a box; plain text for a name that the drawing does not have. */
function linkTo(name) {
  const number = numbers.get(name);
  if (number === undefined) return made("code", { title: "not in this picture" }, name);
  return made("button", { type: "button", class: "link", onclick: () => go(number) }, name);
}

function section(title, ...children) {
  return made("section", {}, made("h3", {}, title), ...children);
}

function listed(title, entries) {
  if (!entries.length) return null;
  return section(
    title,
    made("ul", {}, ...entries.map((entry) => made("li", {}, ...[entry].flat()))),
  );
}

const counted = (number, one, several = `${one}s`) => `${number} ${number === 1 ? one : several}`;

/** Fill the panel with what is known about a box. */
function tell(number) {
  const box = boxes[number];
  const node = box.node ?? {};
  // Types and tags are told below; what is left of the small print is of a run, or of the config.
  const known = new Set([
    node.type,
    ...tagsOf(box).map((tag) => tag.join(": ")),
    ...(box.marks ?? []),
  ]);
  const facts = (box.small ?? []).filter((line) => !known.has(line));
  const up = reached([number], above).size;
  const down = reached([number], below).size;
  panel.replaceChildren(
    heading(box.name, box.kind, [
      data.kinds[box.kind],
      ...(box.marks ?? []).map((mark) => data.marks[mark]),
    ]),
    ...[
      box.title && made("p", { class: "quiet" }, box.title.join(" ")),
      node.type && made("p", { class: "type" }, ...highlighted(signatureOf(box, node))),
      node.doc && !node.frame && made("p", { class: "doc" }, node.doc),
      facts.length > 0 && made("p", { class: "quiet" }, facts.join(" · ")),
      node.frame &&
        made(
          "p",
          {},
          "The column ",
          made("code", {}, node.column ?? box.name),
          " of ",
          linkTo(node.frame),
        ),
      node.doc &&
        node.frame &&
        !node.doc.startsWith("The column `") &&
        made("p", { class: "doc" }, node.doc),
      !node.frame &&
        node.column &&
        made("p", {}, "Its column is called ", made("code", {}, node.column)),
      tagList(tagsOf(box)),
      parameterList(number, node),
      listed(
        `Read by ${below[number].length}`,
        below[number].map((one) => linkTo(boxes[one].name)),
      ),
      made("p", { class: "quiet" }, `${up} upstream, ${down} downstream`),
      listed(
        "Folded into it",
        (box.members ?? []).map((name) => made("code", {}, name)),
      ),
      listed(
        "Checks",
        (node.checks ?? []).map((text) => made("code", {}, text)),
      ),
      listed(
        "Modifiers",
        (node.modifiers ?? []).map((text) => made("code", {}, text)),
      ),
      node.place && section("Place", placeLine(node)),
      codeSection(node),
    ].filter(Boolean),
  );
  openPanel();
}

/** Fill the panel with what is known about a folded group. */
function tellGroup(item) {
  panel.replaceChildren(
    heading(groupTitle(picture.scene.by, item.folded), "folded", [`${item.members.length} boxes`]),
    made("p", {}, made("button", { type: "button", onclick: () => unfold(item.folded) }, "Unfold")),
    listed(
      "In it",
      item.members.map((number) => linkTo(boxes[number].name)),
    ),
  );
  openPanel();
}

function openPanel() {
  panel.hidden = false;
  panel.scrollTop = 0;
}

function heading(name, kind, facts) {
  return made(
    "div",
    { class: "heading" },
    made("h2", {}, name),
    made(
      "button",
      {
        type: "button",
        class: "sign",
        title: "Close (Esc)",
        "aria-label": "Close",
        onclick: () => choose([]),
      },
      "×",
    ),
    made(
      "p",
      {},
      ...facts.map((fact, n) => made("span", { class: n ? "mark" : `kind ${kind}` }, fact)),
    ),
  );
}

function signatureOf(box, node) {
  if (!node.function || node.frame) return `${box.name}: ${node.type}`;
  const parameters = (node.parameters ?? []).map((one) => {
    const name = one.argument ?? one.name;
    return `${name}: ${one.type}${one.default === undefined ? "" : ` = ${one.default}`}`;
  });
  const line = `${box.name}(${parameters.join(", ")}) -> ${node.type}`;
  return line.length < 60
    ? line
    : `${box.name}(\n${parameters.map((text) => `  ${text},\n`).join("")}) -> ${node.type}`;
}

function tagList(tags) {
  if (!tags.length) return null;
  const chip = ([name, value]) =>
    made(
      "button",
      {
        type: "button",
        class: "chip",
        title: "Show what has this tag",
        onclick: () => askForTag(name, value, true),
      },
      tagText([name, value]),
    );
  return made("p", { class: "tags", "aria-label": "Tags" }, ...tags.map(chip));
}

/** What it reads: its parameters, what a modifier bound, and arrows that stand for neither. */
function parameterList(number, node) {
  const parameters = node.parameters ?? [];
  const named = new Set(parameters.map(({ name }) => name));
  const entries = parameters.map((one) => [
    one.argument ? made("code", {}, `${one.argument} ← `) : "",
    linkTo(one.name),
    made(
      "code",
      { class: "quiet" },
      `: ${one.type}${one.default === undefined ? "" : ` = ${one.default}`}`,
    ),
  ]);
  for (const one of above[number])
    if (!named.has(boxes[one].name)) entries.push(linkTo(boxes[one].name));
  const bound = (node.arguments ?? []).filter((text) => !text.includes("source("));
  entries.push(...bound.map((text) => made("code", { class: "quiet" }, text)));
  return listed(`Reads ${above[number].length}`, entries);
}

function placeLine(node) {
  const status = made("span", { class: "quiet", role: "status" });
  const copy = made(
    "button",
    {
      type: "button",
      onclick: async () => {
        status.textContent = (await copied(node.place))
          ? "copied"
          : "not copied: the browser forbids it";
      },
    },
    "Copy",
  );
  const path = [node.module, node.function].filter(Boolean).join(".");
  return made(
    "p",
    { class: "place" },
    made("code", {}, node.place),
    copy,
    status,
    made("br"),
    made("code", { class: "quiet" }, path),
  );
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // a page from a file may not, in some browsers; this older way may
    const field = made("textarea", { class: "unseen" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function codeSection(node) {
  if (node.code === undefined) return null;
  if (typeof node.code === "string")
    return section("Code", made("p", { class: "quiet" }, node.code));
  return section(
    "Code",
    made(
      "pre",
      { tabindex: 0, "aria-label": "Code" },
      made("code", {}, ...highlighted(data.codes[node.code])),
    ),
  );
}

const WORDS =
  "and as assert async await break case class continue def del elif else except False " +
  "finally for from global if import in is lambda match None nonlocal not or pass raise return " +
  "True try while with yield";
const TOKENS = new RegExp(
  [
    "(?<comment>#.*)",
    "(?<text>[rbfuRBFU]{0,2}(?:\"\"\"[\\s\\S]*?\"\"\"|'''[\\s\\S]*?'''|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])*'))",
    "(?<decorator>^\\s*@[\\w.]+)",
    `(?<word>\\b(?:${WORDS.replaceAll(" ", "|")})\\b)`,
    "(?<number>\\b\\d[\\w.]*)",
  ].join("|"),
  "gm",
);

/** Python, coloured a little: texts and elements, of which nothing is read as markup. */
function highlighted(code) {
  const pieces = [];
  let done = 0;
  for (const match of code.matchAll(TOKENS)) {
    pieces.push(code.slice(done, match.index));
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    pieces.push(made("span", { class: `code-${kind}` }, match[0]));
    done = match.index + match[0].length;
  }
  return [...pieces, code.slice(done)];
}
