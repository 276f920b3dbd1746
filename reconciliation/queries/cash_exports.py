"""Cash matches in the form of the contract, section 4: streamed in chunks, in bounded memory."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.queries import cash_sources as intake
from reconciliation.models import CashMatchPart

CHUNK = 2_000
_MOST_NAMED = 20  # records that an exception refers to
_SENTENCES = {
    ReasonCode.UNMATCHED.value: "No record here explains this amount.",
    ReasonCode.AMBIGUOUS.value: "Several records explain this amount equally well.",
    ReasonCode.AMOUNT_DIFFERS.value: "The records that it refers to come to another amount.",
    ReasonCode.PAYOUT_OUT_OF_BALANCE.value: "The parts of the payout do not add up to it.",
    ReasonCode.RETURNED_PAYMENT.value: "The payment came back.",
    ReasonCode.RECONCILIATION_BROKEN.value: "A record that the match rested on has changed.",
}
_LINES = f"""
    SELECT line.id, line.reference, line.account, line.booked_on, line.amount, line.currency,
        line.entity, known.id AS match, known.status, known.strategy, known.confidence,
        known.difference, known.exception_codes, known.changed_at
    FROM ({intake.EXPORTED_LINES}) AS line
    LEFT JOIN reconciliation_cashmatch AS known ON known.bank_line_id = line.id
    WHERE line.id > %s AND line.status = 'booked' AND (%s::timestamptz IS NULL
        OR known.changed_at >= %s) AND (%s::text[] IS NULL OR line.entity = ANY(%s))
    ORDER BY line.id LIMIT %s
"""  # noqa: S608 - statements of ours
_PAYOUTS = f"""
    SELECT payout.id, payout.reference, payout.party AS account, payout.day AS booked_on,
        payout.amount, payout.currency, NULL AS entity, known.id AS match, known.status,
        known.strategy, known.confidence, known.difference, known.exception_codes,
        known.changed_at
    FROM ({intake.PAYOUTS}) AS payout
    LEFT JOIN reconciliation_cashmatch AS known ON known.payout_id = payout.id
    WHERE payout.id > %s AND (%s::timestamptz IS NULL OR known.changed_at >= %s)
        AND (%s::text[] IS NULL OR false) AND %s::text[] IS NULL
    ORDER BY payout.id LIMIT %s
"""  # noqa: S608 - statements of ours
# The bank line that a payout arrived as.
_ARRIVED = f"""
    SELECT part.record_key / 8, line.reference, line.id
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id AND known.status = 'matched'
    JOIN ({intake.BANK_LINES_OF_ALL}) AS line ON line.id = known.bank_line_id
    WHERE part.record_key = ANY(%s)
"""  # noqa: S608 - statements of ours


def export_matches(
    *, since: datetime | None = None, entities: frozenset[str] | None = None
) -> Iterator[dict[str, object]]:
    """Yield every bank line and every payout with what explains it."""
    seen = None if entities is None else sorted(entities)
    for side, statement in (("bank_line", _LINES), ("payout", _PAYOUTS)):
        last = 0
        while chunk := _rows(statement, [last, since, since, seen, seen, CHUNK]):
            parts = _parts([row["match"] for row in chunk if row["match"] is not None])
            arrived = _arrived(chunk) if side == "payout" else {}
            for row in chunk:
                yield _exported(side, row, parts[row["match"]], arrived.get(row["id"]))
            last = chunk[-1]["id"]


def _rows(
    statement: str, values: Sequence[int | datetime | list[str] | None]
) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _parts(matches: Sequence[int]) -> dict[int, list[dict[str, object]]]:
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    rows = CashMatchPart.objects.filter(match_id__in=matches).order_by("match_id", "position")
    for match, kind, record_id, amount in rows.values_list(
        "match_id", "type", "record_id", "amount"
    ):
        found[match].append({"type": kind, "id": record_id, "amount": decimal_text(amount)})
    return found


def _arrived(chunk: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    keys = [row["id"] * 8 + 3 for row in chunk]
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVED, [keys])
        return {
            payout: reference or f"line {line}" for payout, reference, line in cursor.fetchall()
        }


def _exported(
    side: str,
    row: Mapping[str, Any],
    parts: Sequence[dict[str, object]],
    arrived: str | None,
) -> dict[str, object]:
    is_known = row["match"] is not None
    return {
        "match_id": f"{'L' if side == 'bank_line' else 'P'}-{row['id']}",
        "side": side,
        "reference": row["reference"],
        "account": row["account"],
        "booked_on": row["booked_on"].isoformat() if row["booked_on"] else None,
        "amount": decimal_text(row["amount"]),
        "currency": row["currency"],
        "bank_line": row["reference"] if side == "bank_line" else arrived,
        "status": row["status"] if is_known else "unmatched",
        "strategy": row["strategy"] if is_known else None,
        "confidence": float(row["confidence"]) if is_known else 0.0,
        "to": list(parts),
        "difference": decimal_text(row["difference"] if is_known else row["amount"]),
        "exceptions": [
            _exception(code, row, parts)
            for code in (row["exception_codes"] if is_known else [ReasonCode.UNMATCHED.value])
        ],
    }


def _exception(
    code: str, row: Mapping[str, Any], parts: Sequence[dict[str, object]]
) -> dict[str, object]:
    """Return a reason with its figures: the amount to be explained, and what explains it."""
    amount, difference = row["amount"], row["difference"]
    named = [str(part["id"]) for part in parts if part["id"] is not None]
    explained = None if difference is None or not parts else decimal_text(amount - difference)
    return {
        "code": code,
        "line": None,
        "expected": decimal_text(amount),
        "actual": explained,
        "tolerance": None,
        "reference": ", ".join(named[:_MOST_NAMED]) or row["reference"],
        "text": _SENTENCES.get(code, "A person has to look at this."),
    }
