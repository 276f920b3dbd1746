"""A question in plain words, answered from sentences about one case, or not at all (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_SENTENCES: Final = 4

# What people ask for, and the words they ask with.
TOPICS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(words.split())
    for name, words in {
        "document": "amount total much cost sum gross invoice number vendor supplier seller from "
        "sent billed currency document file",
        "date": "date when issued due deadline late pay payment day discount arrived opened",
        "match": "order ordered po line lines match matched receipt receipts received goods "
        "delivered quantity warehouse",
        "wrong": "why wrong problem problems exception exceptions issue stopped held review "
        "difference price over under blocked fail failed mismatch tax duplicate reason",
        "next": "next do done should action advise recommend settle",
        "rule": "policy rule rules allowed tolerance limit limits agreed contract",
        "proposal": "propose proposes proposed account accounts journal debit credit cost centre",
        "state": "state status who decided approved rejected posted booked entry owner waits "
        "waiting person",
        "before": "similar alike before earlier previous other cases precedent",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that holds, its topic, and the rows that it rests on."""

    topic: str
    text: str
    rows: tuple[str, ...]


def answer_to(question: str, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the sentences that a question asks for; none where it asks for something else."""
    words = set(re.findall(r"[^\W\d_]+", question.lower()))
    asked = {name: len(words & known) for name, known in TOPICS.items() if words & known}
    if not asked:
        return ()
    most = max(asked.values())
    chosen = [name for name, count in asked.items() if count == most]
    found = [each for each in statements if each.topic in chosen]
    narrow = [each for each in found if words & _rare(each.text)]
    return tuple((narrow or found)[:MOST_SENTENCES])


def _rare(text: str) -> set[str]:
    """Return the words of a sentence by which it can be picked out of its topic."""
    common = frozenset().union(*TOPICS.values())
    return {word for word in re.findall(r"[^\W\d_]{4,}", text.lower()) if word not in common}
