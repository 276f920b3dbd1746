"""What a person corrects is not asked again: it becomes an anchor of that vendor's layout.

A correction that does not stand on the page is kept and not learned (T123). A later correction
that says otherwise retires the anchor; where people have disagreed twice, nothing more is learned
of that field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from audit import actions as audit
from audit import content as store
from core.actors import Actor
from core.errors import Refusal
from intake.actions import recognising
from intake.formats import page_anchors, registry, understanding
from intake.formats.page_words import Page, lines_of
from intake.formats.recognised import Recognition
from intake.formats.understanding import Received, Understood
from intake.models import Document, Invoice, Layout, LayoutAnchor, RetiredBecause
from intake.rules import anchors, layouts
from intake.rules.anchors import ANCHORED, Anchor, Anchors
from intake.rules.checks import ReadingTolerances
from intake.rules.layouts import LayoutPrint
from intake.rules.reading import InvoiceReading

_MOST_DISAGREEMENTS: Final = 2
_WITH_PAGES: Final = frozenset({"pdf", "image"})


class UnableToRevoke(Refusal):
    """There is no such anchor in use."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The words on the pages of a document, as the reader saw them."""

    pages: tuple[Page, ...] = ()
    recognition: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of one correction, field by field."""

    learned: Mapping[str, Anchor]
    retired: tuple[str, ...] = ()
    not_on_page: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


def look(document: Document) -> Seen:
    """Return the words on the pages again; slow, so to be done before any transaction."""
    if document.format not in _WITH_PAGES:
        return Seen()
    seen = recognising.kept([document.pk]).get(document.pk)
    try:
        content = store.get(document.content_sha256)
    except store.UnableToRead:
        return Seen()
    read = registry.read_file(content, document.filename, seen)
    return Seen(read.pages, seen)


def with_anchors(
    files: Sequence[Received], made: Sequence[Understood], *, limits: ReadingTolerances
) -> tuple[list[Received], list[Understood]]:
    """Read again, with what was learned, the pages among these files whose layout is known."""
    files, made = list(files), list(made)
    wanted = [place for place, each in enumerate(made) if _is_page(each) and not each.anchors]
    known = _layouts() if wanted else {}
    for place in wanted if known else ():
        layout = _layout_of(made[place].read.pages[0], known)
        if layout is not None:
            files[place] = replace(files[place], anchors=_in_use(layout))
            (made[place],) = understanding.understand_many([files[place]], limits=limits)
    return files, made


def learn(
    *,
    invoice: Invoice,
    before: InvoiceReading,
    after: InvoiceReading,
    changed: Sequence[str],
    seen: Seen,
    actor: Actor,
    at: datetime,
) -> Taught:
    """Keep what a correction teaches of the layout of its document; part of its transaction."""
    fields = [name for name in changed if name in anchors.KINDS]
    if not seen.pages or not fields:
        return Taught({})
    layout = _layout_of(seen.pages[0], _layouts(is_used=False))
    if layout is not None:
        Layout.objects.select_for_update().get(pk=layout)
    taught = _taught(fields, layout, before, after, seen, actor=actor, at=at)
    if taught.learned:
        layout = layout or _new_layout(invoice, after, seen.pages[0], at=at)
        LayoutAnchor.objects.bulk_create(
            LayoutAnchor(
                layout_id=layout, field=name, anchor=anchors.to_json(anchor),
                document_id=invoice.document_id, learned_at=at, learned_by=actor.label,
            )
            for name, anchor in taught.learned.items()
        )  # fmt: skip
    _record(invoice, layout, taught, actor=actor, at=at)
    return taught


def revoke(*, anchor_id: int, actor: Actor, at: datetime) -> LayoutAnchor:
    """Withdraw what was learned of one field of a layout; later documents are read without it.

    :raises UnableToRevoke: it is not in use.
    """
    with transaction.atomic():
        used = LayoutAnchor.objects.filter(pk=anchor_id, retired_at__isnull=True)
        if not _retire(used, RetiredBecause.REVOKED, actor=actor, at=at):
            raise UnableToRevoke("This is not in use, or was withdrawn meanwhile.")
        anchor = LayoutAnchor.objects.select_related("layout", "document").get(pk=anchor_id)
        audit.record(
            action="intake.layout.revoked",
            subject=f"document:{anchor.document.sha256}",
            actor=actor,
            at=at,
            payload={"layout": anchor.layout_id, "field": anchor.field},
        )
    return anchor


def _taught(
    fields: Sequence[str],
    layout: int | None,
    before: InvoiceReading,
    after: InvoiceReading,
    seen: Seen,
    *,
    actor: Actor,
    at: datetime,
) -> Taught:
    """Work out what each corrected field teaches, and retire what it says otherwise."""
    learned: dict[str, Anchor] = {}
    retired, absent, disputed = [], [], []
    lines = lines_of(seen.pages)
    methods = {name: found.method for name, found in before.evidence}
    used = {} if layout is None else {each.field: each for each in _used_of(layout)}
    for name in fields:
        value = page_anchors.value_in(after, name)
        old = used.get(name)
        if old is not None:
            held = page_anchors.read(anchors.from_json(old.anchor), lines)
            if held is not None and held.value == value:
                continue
            is_misled = methods.get(name) == ANCHORED
            why = RetiredBecause.MISLED if is_misled else RetiredBecause.CONTRADICTED
            _retire(LayoutAnchor.objects.filter(pk=old.pk), why, actor=actor, at=at)
            retired.append(name)
        anchor = page_anchors.learn(name, value, seen.pages)
        if anchor is None:
            absent.append(name)
        elif layout is not None and _disagreements(layout, name) >= _MOST_DISAGREEMENTS:
            disputed.append(name)
        else:
            learned[name] = anchor
    return Taught(learned, tuple(retired), tuple(absent), tuple(disputed))


def _disagreements(layout: int, field: str) -> int:
    why = (RetiredBecause.CONTRADICTED.value, RetiredBecause.MISLED.value)
    rows = LayoutAnchor.objects.filter(layout=layout, field=field, retired_because__in=why)
    return rows.count()


def _retire(
    rows: QuerySet[LayoutAnchor], why: RetiredBecause, *, actor: Actor, at: datetime
) -> bool:
    retired = rows.filter(retired_at__isnull=True).update(
        retired_at=at, retired_by=actor.label, retired_because=why.value
    )
    return bool(retired)


def _new_layout(invoice: Invoice, after: InvoiceReading, page: Page, *, at: datetime) -> int:
    goods = (line.description or "" for line in after.lines)
    varying = frozenset(layouts.folded(word) for text in goods for word in text.split())
    own = (after.seller.vat_id, after.seller.tax_id, after.iban)
    print_ = layouts.print_of(page, varying=varying, identifiers=own)
    layout = Layout.objects.create(
        vendor_id=invoice.vendor_id,
        seller_name=after.seller.name,
        words=[[word, place] for word, place in print_.words],
        identifiers=list(print_.identifiers),
        document_id=invoice.document_id,
        learned_at=at,
    )
    return layout.pk


def _layouts(*, is_used: bool = True) -> dict[int, LayoutPrint]:
    """Return how each layout looks of which something was learned and is in use."""
    rows = Layout.objects.order_by("pk")
    if is_used:
        rows = rows.filter(
            pk__in=LayoutAnchor.objects.filter(retired_at__isnull=True).values("layout")
        )
    return {
        pk: LayoutPrint(tuple((word, place) for word, place in words), tuple(identifiers))
        for pk, words, identifiers in rows.values_list("pk", "words", "identifiers")
    }


def _layout_of(page: Page, known: Mapping[int, LayoutPrint]) -> int | None:
    """Return the layout that a page is most alike, if it is alike enough."""
    alike = {pk: layouts.likeness(each, page) for pk, each in known.items()}
    own = [pk for pk, each in known.items() if layouts.is_of(each, page, alike[pk])]
    return max(own, key=lambda pk: (alike[pk], pk), default=None)


def _used_of(layout: int) -> Sequence[LayoutAnchor]:
    rows = LayoutAnchor.objects.filter(layout=layout, retired_at__isnull=True)
    return list(rows.order_by("field"))


def _in_use(layout: int) -> Anchors:
    return Anchors(layout, tuple(anchors.from_json(each.anchor) for each in _used_of(layout)))


def _is_page(made: Understood) -> bool:
    return made.read.invoice is not None and bool(made.read.pages)


def _record(
    invoice: Invoice, layout: int | None, taught: Taught, *, actor: Actor, at: datetime
) -> None:
    audit.record(
        action="intake.layout.learned",
        subject=f"document:{invoice.document.sha256}",
        actor=actor,
        at=at,
        payload={
            "layout": layout,
            "learned": sorted(taught.learned),
            "retired": list(taught.retired),
            "not_on_page": list(taught.not_on_page),
            "disputed": list(taught.disputed),
        },
        entity=invoice.entity,
    )
