"""What approved sources say beside a variance, as far as this reader may quote them now.

A source that was withdrawn, or is out of date, is gone from the next look on.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ai import quoting, retrieval
from ai.approved import Purpose
from ai.grounding import stands_in
from core.actors import Actor
from kpi.queries.variances import notes
from kpi.queries.variances.notes import Key
from kpi.queries.variances.reading import Judged


@dataclass(frozen=True, slots=True)
class Saying:
    """One claim that rests on words of an approved passage."""

    claim: str
    source_id: str
    chunk_id: str
    quote: str


def source_code(key: Key) -> str:
    """Return what the source of an approved text is called: one for a variance."""
    name = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
    return f"variance-{key[2]}-{name}"


def sayings(
    found: Sequence[Judged], *, asker: Actor, at: datetime
) -> Mapping[Key, tuple[Saying, ...]]:
    """Return what may be quoted beside each of these variances."""
    said: dict[Key, list[Saying]] = {each.key: [] for each in found}
    _of_policies(found, said, asker, at)
    _of_earlier(found, said, asker, at)
    return {key: tuple(each) for key, each in said.items() if each}


def _of_policies(
    found: Sequence[Judged], said: dict[Key, list[Saying]], asker: Actor, at: datetime
) -> None:
    wanted = {one["passage"] for each in found for one in each.cited}
    if not wanted:
        return
    words = retrieval.quotable(sorted(wanted), asker=asker, purpose=Purpose.VARIANCE, at=at)
    for each in found:
        for one in each.cited:
            text = words.get(one["passage"])
            if text is not None and stands_in(one["quote"], text):
                claim = f'{one["title"]}, version {one["version"]}: "{one["quote"]}"'
                passage = str(one["passage"])
                said[each.key].append(Saying(claim, one["source_id"], passage, one["quote"]))


def _of_earlier(
    found: Sequence[Judged], said: dict[Key, list[Saying]], asker: Actor, at: datetime
) -> None:
    """Quote the last text that a controller approved for the same place in an earlier period."""
    last = notes.last_approved([each.key for each in found])
    codes = {key: source_code(of) for key, of in last.items()}
    if not codes:
        return
    passages: dict[str, retrieval.Found] = {}
    for passage in retrieval.passages_of(
        sorted(set(codes.values())), asker=asker, purpose=Purpose.VARIANCE, at=at
    ):
        passages.setdefault(passage.source_id, passage)
    for key, code in codes.items():
        if code in passages:
            one = passages[code]
            quote = quoting.quote_for(one.text, "cause driver added took off unexplained")
            claim = f'Approved for {last[key][2]}: "{quote}"'
            said[key].append(Saying(claim, code, one.chunk_id, quote))
