"""Small makers of bank statements and payouts."""

from datetime import date
from decimal import Decimal

from intake.models import BankAccount, BankLine, BankStatement, Document, Payout, PayoutLine

IBAN = "DE02120300000000202051"


def make_statement(
    document: Document,
    *,
    entity: str | None = None,
    opening: str = "100.00",
    closing: str = "110.00",
    amount: str = "10.00",
    day: date = date(2026, 11, 20),
    position: int = 1,
) -> BankStatement:
    """Return a statement of one line."""
    account, _ = BankAccount.objects.get_or_create(
        bank_account=IBAN, defaults={"iban": IBAN, "currency": "EUR", "entity": entity}
    )
    statement = BankStatement.objects.create(
        document=document,
        position=position,
        bank_account=account,
        kind="statement",
        statement_number=str(position),
        currency="EUR",
        opening=Decimal(opening),
        closing=Decimal(closing),
        from_date=day,
        to_date=day,
        movements=Decimal(amount),
        line_count=1,
        new_count=1,
    )
    BankLine.objects.create(
        bank_account=account,
        statement=statement,
        document=document,
        line_key=f"key-{statement.pk}",
        booked_on=day,
        amount=Decimal(amount),
        currency="EUR",
        reference="REF-OURS",
        counterparty="Anna Berger",
    )
    return statement


def make_payout(document: Document, *, amount: str = "9.50", payout_id: str = "po_17") -> Payout:
    """Return a payout of one charge with its fee."""
    payout = Payout.objects.create(
        processor="stripe",
        payout_id=payout_id,
        currency="EUR",
        amount=Decimal(amount),
        gross_total=Decimal("10.00"),
        fee_total=Decimal("-0.50"),
        net_total=Decimal("9.50"),
        line_count=1,
        is_itemized=True,
        paid_on=date(2026, 11, 20),
        document=document,
    )
    PayoutLine.objects.create(
        payout=payout,
        processor="stripe",
        line_key=f"txn-{payout_id}",
        type="charge",
        gross=Decimal("10.00"),
        fee=Decimal("-0.50"),
        net=Decimal("9.50"),
        currency="EUR",
        order_id="O-1",
        document=document,
    )
    return payout
