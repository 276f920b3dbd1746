"""What the columns of a bank's files mean: said once by a person, then used for every file."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from audit import actions as audit
from audit import content as store
from core.actors import Actor
from core.errors import Refusal
from intake.actions import receiving
from intake.formats import bank_csv
from intake.models import BankColumns, Document, DocumentState, Finding
from intake.rules.bank_columns import ColumnMapping, fingerprint


class UnableToSaveColumns(Refusal):
    """The columns do not make lines: a day, an amount, an account or a currency is missing."""


def save_columns(
    *, document: Document, bank_name: str, mapping: ColumnMapping, actor: Actor, at: datetime
) -> BankColumns:
    """Save what the columns of this file mean, and read it again.

    :raises UnableToSaveColumns: the file has no such columns, or lines cannot be made of them.
    """
    sheet = bank_csv.sheet_of(store.get(document.content_sha256), most=0)
    if sheet is None:
        raise UnableToSaveColumns("The file does not hold bank lines.")
    if not mapping.is_complete:
        raise UnableToSaveColumns(
            "Lines need a day, an amount (or debit and credit), an account and a currency."
        )
    with transaction.atomic():
        saved, _ = BankColumns.objects.update_or_create(
            fingerprint=fingerprint(sheet.headings),
            defaults={
                "bank_name": bank_name,
                "headings": list(sheet.headings),
                "columns": mapping.by_name,
                "days": mapping.days,
                "comma": mapping.comma,
                "bank_account": mapping.bank_account,
                "currency": mapping.currency,
                "saved_by": actor.label,
                "saved_at": at,
            },
        )
        audit.record(
            action="intake.bank_columns.saved",
            subject=f"document:{document.sha256}",
            payload={"bank_name": bank_name, "fingerprint": saved.fingerprint}
            | {name: value for name, value in asdict(mapping).items() if value is not None},
            actor=actor,
            at=at,
        )
        _read_again(document)
    return saved


def _read_again(document: Document) -> None:
    """Start a refused document on its way once more; one that was read stays as it is."""
    refused = Document.objects.filter(pk=document.pk, state=DocumentState.REFUSED.value)
    if refused.update(state=DocumentState.RECEIVED.value, refusal=None, detail=None):
        Finding.objects.filter(document=document, reading=None).delete()
        receiving.ring(document.pk)
