"""No sentence is shown that says what its facts do not (T113)."""

from ai.grounding import Fact, problems_in
from kpi.rules.variance.narrative import Narrative


def checked(narrative: Narrative) -> Narrative:
    """Return the sentences whose every figure, date, name and record is among the facts."""
    facts = tuple(Fact(name, value) for name, value in narrative.facts)
    kept = tuple(each for each in narrative.sentences if not problems_in(each[0], facts))
    return Narrative(kept, narrative.facts)
