"""Files under a bank's own headings: guessed, confirmed once, read ever after."""

from decimal import Decimal

import pytest
from django.test import Client

from audit.models import AuditEvent
from backoffice.roles import Role
from core.actors import PIPELINE
from core.reasons import ReasonCode
from intake.actions import columns, reading
from intake.formats import bank_csv
from intake.models import BankColumns, BankLine, Document
from intake.rules import bank_columns
from intake.rules.bank_columns import ColumnMapping
from tests.factories import make_person
from tests.intake.actions.test_statements import NOW, limits, standing, take

pytestmark = pytest.mark.django_db

GERMAN = (
    "Kontoauszug vom 12.03.2026;;;;;\n"
    "Buchungstag;Wertstellung;Beguenstigter/Zahlungspflichtiger;Verwendungszweck;Betrag;Saldo\n"
    "10.03.2026;10.03.2026;Anna Berger;RE-1;1.119,00;2.119,00\n"
    "11.03.2026;11.03.2026;Carl Dorn;Miete;-500,00;1.619,00\n"
    "11.03.2026;12.03.2026;Eva Fink;RE-2;x;1.639,00\n"
)
SPLIT = (
    "Date,Description,Paid out,Paid in,Balance\n"
    "03/11/2026,Card fee,2.50,,97.50\n"
    "03/13/2026,Order 7,,10.00,107.50\n"
)


def guessed(text: str) -> ColumnMapping:
    sheet = bank_csv.sheet_of(text.encode())
    assert sheet is not None
    return bank_columns.guess(sheet.headings, [cells for _, cells in sheet.rows])


def complete(mapping: ColumnMapping) -> ColumnMapping:
    return ColumnMapping(
        mapping.columns,
        mapping.days,
        mapping.comma,
        bank_account="DE02120300000000202051",
        currency="EUR",
    )


def test_what_columns_mean_is_guessed_from_headings_and_cells() -> None:
    german, split = guessed(GERMAN), guessed(SPLIT)

    assert german.by_name["counterparty"] == "beguenstigter/zahlungspflichtiger"
    assert (german.days, german.comma) == ("day first", True)
    assert (split.by_name["debit"], split.by_name["credit"]) == ("paid out", "paid in")
    assert (split.days, split.comma) == ("month first", False)
    assert not split.is_complete  # whose account it is nobody says


def test_a_file_that_nobody_confirmed_is_refused_with_what_to_do() -> None:
    document = take(GERMAN)

    assert (document.state, document.refusal) == ("refused", ReasonCode.WRONG_TABLE)
    assert document.document_type == "bank_statement"
    assert "Say once what its columns mean" in (document.detail or "")


def test_saved_columns_read_this_file_and_every_later_one() -> None:
    document = take(GERMAN)

    columns.save_columns(
        document=document,
        bank_name="Nord",
        mapping=complete(guessed(GERMAN)),
        actor=PIPELINE,
        at=NOW,
    )
    reading.read_documents([document.pk], limits=limits(), actor=PIPELINE, at=NOW)
    later = take(GERMAN.replace("10.03.2026", "13.03.2026").replace(";x;", ";20,00;"))

    document.refresh_from_db()
    assert (document.state, document.records) == ("settled", 2)
    assert standing()[:2] == [Decimal("1119.00"), Decimal("-500.00")]
    assert later.state == "settled"
    assert BankLine.objects.filter(counterparty="Eva Fink").get().amount == Decimal("20.00")
    assert AuditEvent.objects.filter(action="intake.bank_columns.saved").count() == 1


def test_two_columns_make_one_signed_amount() -> None:
    read = bank_csv.read_file(SPLIT.encode(), complete(guessed(SPLIT)))

    assert read is not None
    lines = read.statements[0].lines
    assert [line.amount for line in lines] == [Decimal("-2.50"), Decimal("10.00")]
    assert read.findings == ()


def test_columns_without_an_account_are_not_saved() -> None:
    document = take(SPLIT)

    with pytest.raises(columns.UnableToSaveColumns, match="account"):
        columns.save_columns(
            document=document, bank_name="West", mapping=guessed(SPLIT), actor=PIPELINE, at=NOW
        )

    assert not BankColumns.objects.exists()


def test_an_admin_confirms_the_guess_on_a_page(client: Client) -> None:
    document = take(SPLIT)
    client.force_login(make_person("penny", Role.ADMIN))
    path = f"/bank/columns/{document.sha256}/"

    shown = client.get(path)
    form = {
        name.removeprefix("form-"): field.initial or ""
        for name, field in shown.context["form"].fields.items()
    }
    form |= {"days": "month first", "bank_name": "West"}
    refused = client.post(path, form)
    saved = client.post(path, {**form, "bank_account": "4711", "own_currency": "GBP"})

    assert (shown.status_code, refused.status_code, saved.status_code) == (200, 409, 302)
    assert BankColumns.objects.get().bank_account == "4711"
    assert Document.objects.get(pk=document.pk).state == "received"
