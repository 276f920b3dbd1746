"""What a model said of a variance, as a page shows it to one reader now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from ai import retrieval
from ai.approved import Purpose
from ai.grounding import stands_in
from core.actors import Actor
from kpi.models import VarianceWording
from kpi.queries.variances.notes import Key
from kpi.queries.variances.reading import Judged

GONE: Final = "What stood here quotes a source that may no longer be quoted."
_RECORD: Final = "record "


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """One sentence, and what it rests on with where that is found."""

    text: str
    grounds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said, who it was, and why nothing is shown where that is so."""

    sentences: tuple[SaidSentence, ...]
    said_by: str | None
    code: str | None

    @property
    def text(self) -> str:
        """Return the sentences as one text, for whoever goes on writing from them."""
        return " ".join(each.text for each in self.sentences if each.text != GONE)


def subject_of(key: Key) -> str:
    """Return the name of a variance on the trail: what distinguishes it, and nothing else."""
    plan, version, period, entity, account, cost_centre, currency = key
    parts = (period, f"{plan} {version}", account, entity or "", cost_centre or "", currency)
    return "variance:" + "/".join(quote(part, safe=" ") for part in parts)


def wording_of(found: Judged) -> VarianceWording | None:
    """Return the words for these very figures, if there are any."""
    rows = VarianceWording.objects.filter(
        subject=subject_of(found.key), figures_hash=found.kept.figures_hash
    )
    return rows.order_by("-made_at", "-id").first()


def words_of(found: Judged, *, reader: Actor, at: datetime) -> Said | None:
    """Return a model's words, those without whose quotes may not be shown to this reader now."""
    made = wording_of(found)
    if made is None:
        return None
    wanted = {_number(each["passage"]) for claim in made.claims for each in claim["quotes"]}
    texts: Mapping[int, str] = {}
    if wanted:
        texts = retrieval.quotable(sorted(wanted), asker=reader, purpose=Purpose.VARIANCE, at=at)
    shown = tuple(_sentence(claim, found, texts) for claim in made.claims)
    return Said(shown, made.said_by, made.code)


def _sentence(claim: Mapping[str, Any], found: Judged, texts: Mapping[int, str]) -> SaidSentence:
    for each in claim["quotes"]:
        if not stands_in(each["words"], texts.get(_number(each["passage"]), "")):
            return SaidSentence(GONE, ())
    records = (row.removeprefix(_RECORD) for row in claim["rows"] if row.startswith(_RECORD))
    grounds = [
        (name, f"/entries/{quote(name, safe='')}/" if name in found.kept.entries else "")
        for name in records
    ]
    sources = (each["passage"].rpartition("/")[0] for each in claim["quotes"])
    grounds += [(name, f"/sources/{quote(name, safe='')}/") for name in sources]
    return SaidSentence(claim["text"], tuple(grounds))


def _number(passage: str) -> int:
    digits = passage.rpartition("/")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else 0
