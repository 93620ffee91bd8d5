"""The command ``explain``: what ``run`` would read and do, step by step; nothing is computed."""

from __future__ import annotations

from hamiltonish.cli.sources import asked
from hamiltonish.cli.telling import AsJson, Config, tell, tell_json
from hamiltonish.cli.words import Engine, Inputs, InputsFormat, Read, Values, Words

__all__ = ["explain"]


def explain(
    words: Words = None,
    inputs: Inputs = None,
    value: Values = None,
    config: Config = None,
    engine: Engine = "",
    made: InputsFormat = "",
    read: Read = None,
    as_json: AsJson = False,
) -> None:
    """Tell what run would do, and compute nothing."""
    from hamiltonish.cli.data import inputs_of, library_of, outputs_of

    found = asked(words, config)
    driver = found.driver()
    outputs = outputs_of(found, driver.graph, everything=False)
    library = library_of(driver.graph, outputs, engine)
    given = inputs_of(driver.graph, inputs, value, library=library, made=made, options=read)
    plan = driver.plan(outputs, inputs=given)
    if not as_json:
        tell(plan.explain())
        return
    tell_json(
        {
            "outputs": list(plan.request.outputs),
            "reads": {frame: list(columns) for frame, columns in plan.reads.items()},
            "functions": list(plan.order),
            "layers": [list(layer.columns) for layer in plan.layers],
            "steps": [{"name": step.name, "kind": step.kind.value} for step in plan.steps],
        }
    )
