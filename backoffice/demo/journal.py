"""The journal: entries that balance, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from backoffice.demo.model import ZERO


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One side of an entry."""

    entry_id: str
    entry_line: int
    posting_date: date
    account: str
    cost_centre: str
    entity: str
    debit: Decimal
    credit: Decimal
    currency: str
    reference: str
    description: str
    source: str

    @property
    def period(self) -> str:
        """The month it counts in."""
        return f"{self.posting_date:%Y-%m}"


@dataclass(slots=True)
class Journal:
    """Entries as they are written; each must balance."""

    currencies: dict[str, str]
    lines: list[JournalLine] = field(default_factory=list)
    _count: int = 0

    def post(
        self,
        day: date,
        entity: str,
        source: str,
        text: str,
        parts: Iterable[tuple[str, str, Decimal]],
        reference: str = "",
    ) -> None:
        """One entry from (account, cost centre, amount), debits positive."""
        rows = [part for part in parts if part[2]]
        if sum((amount for _, _, amount in rows), ZERO):
            raise ValueError(f"{text} of {day} does not balance")
        self._count += 1
        for number, (account, centre, amount) in enumerate(rows, start=1):
            self.lines.append(
                JournalLine(
                    entry_id=f"JE-{day:%y%m}-{self._count:05d}",
                    entry_line=number,
                    posting_date=day,
                    account=account,
                    cost_centre=centre,
                    entity=entity,
                    debit=max(amount, ZERO),
                    credit=max(-amount, ZERO),
                    currency=self.currencies[entity],
                    reference=reference,
                    description=text,
                    source=source,
                )
            )
