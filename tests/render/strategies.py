"""Drawings at random: any names, any kinds, arrows along the order, clusters in clusters."""

from __future__ import annotations

from hypothesis import strategies as st

from hamiltonish.render import Arrow, Box, BoxKind, Cluster, Drawing, Mark

words = st.text("abcXYZ019_.", min_size=1, max_size=12)
any_text = st.one_of(
    words,
    st.text("ab<>&\"'{}[]()|;:#%\\NGE\n\t`-*. é日", max_size=10),
    st.text(max_size=6),
)
marks = st.frozensets(st.sampled_from(Mark), max_size=3)


@st.composite
def drawings(draw: st.DrawFn, names: st.SearchStrategy[str] = any_text) -> Drawing:
    """Draw a drawing."""
    unique = draw(st.lists(names, min_size=1, max_size=12, unique=True))
    titles = draw(st.lists(any_text, max_size=3, unique=True))
    clusters = tuple(
        Cluster(title, inside=titles[number - 1] if number and draw(st.booleans()) else "")
        for number, title in enumerate(titles)
        if title
    )
    known = [cluster.name for cluster in clusters]
    clusters = tuple(c if c.inside in known else Cluster(c.name) for c in clusters)
    boxes = tuple(
        Box(
            name,
            draw(st.sampled_from(BoxKind)),
            small=tuple(draw(st.lists(any_text, max_size=2))),
            cluster=draw(st.sampled_from(["", *known])),
            marks=draw(marks),
        )
        for name in unique
    )
    pairs = [(a, b) for j, b in enumerate(unique) for a in unique[:j]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=20)) if pairs else []
    arrows = tuple(Arrow(tail, head, draw(marks)) for tail, head in chosen)
    return Drawing(boxes, arrows, clusters, title=draw(any_text), notes={"in": draw(any_text)})
