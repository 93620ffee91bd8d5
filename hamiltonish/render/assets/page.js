// The start: everything is there, and is put together.

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
$("help")
  .querySelector("dl")
  .replaceChildren(
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
