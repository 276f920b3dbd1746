"""The scores of many files, added up by slice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.rules.intervals import Share
from evaluation.rules.scoring import DocumentScore, FieldScore

SliceKey = tuple[str, str]  # name and value; ("", "") is everything
EVERYTHING: SliceKey = ("", "")


@dataclass(frozen=True, slots=True)
class SliceScore:
    """How right the files of one slice came out."""

    documents: int
    measures: Mapping[str, Share]
    by_field: Mapping[str, Share]
    confusion: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def seconds_a_document(self) -> float | None:
        """Return the mean time of one file."""
        return self.seconds / self.documents if self.documents else None


def sum_up(scores: Sequence[DocumentScore], seconds: Sequence[float]) -> dict[SliceKey, SliceScore]:
    """Add scores up, for everything and for every slice that labels name."""
    groups: dict[SliceKey, list[tuple[DocumentScore, float]]] = defaultdict(list)
    for each, took in zip(scores, seconds, strict=True):
        groups[EVERYTHING].append((each, took))
        for name, value in each.label.slice.items():
            groups[name, value].append((each, took))
    return {key: _summed(groups[key]) for key in sorted(groups)}


def _summed(group: Sequence[tuple[DocumentScore, float]]) -> SliceScore:
    scores = [each for each, _ in group]
    fields = [field_ for each in scores for field_ in each.fields]
    whole = [all(field_.is_right for field_ in each.fields) for each in scores if each.fields]
    coded = [each for each in scores if each.found is not None]
    found = sum(len(each.found or ()) for each in coded)
    missed = sum(len(each.missed or ()) for each in coded)
    invented = sum(len(each.invented or ()) for each in coded)
    same = sum(1 for each in coded if not each.missed and not each.invented)
    measures = {
        "fields": _share(fields),
        "documents_all_fields": Share(sum(whole), len(whole)),
        "document_type": _share(each.document_type for each in scores),
        "disposition": _share(each.disposition for each in scores),
        "exceptions_precision": Share(found, found + invented),
        "exceptions_recall": Share(found, found + missed),
        "exceptions_same": Share(same, len(coded)),
        "passed_rightly": _passed(scores),
    }
    by_field: dict[str, list[FieldScore]] = defaultdict(list)
    for each in fields:
        by_field[each.name].append(each)
    confusion = Counter(
        f"{each.disposition.expected} -> {each.disposition.actual or 'nothing'}"
        for each in scores
        if each.disposition is not None
    )
    return SliceScore(
        documents=len(scores),
        measures={name: share for name, share in measures.items() if share.n},
        by_field={name: _share(by_field[name]) for name in sorted(by_field)},
        confusion=dict(sorted(confusion.items())),
        seconds=sum(took for _, took in group),
    )


def _share(scores: Iterable[FieldScore | None]) -> Share:
    known = [each.is_right for each in scores if each is not None]
    return Share(sum(known), len(known))


def _passed(scores: Iterable[DocumentScore]) -> Share:
    """Of the files that went straight through, count those whose label says they should."""
    went = [
        each.disposition.is_right
        for each in scores
        if each.disposition is not None and each.disposition.actual == "straight_through"
    ]
    return Share(sum(went), len(went))
