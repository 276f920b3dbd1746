"""What the intake pages take in."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.enums import choices
from intake.models import DocumentState, InboxKind
from intake.rules import bank_columns
from intake.rules.reading import DocumentType


class InboxForm(forms.Form):
    """A folder, of documents or of sources, or a mailbox that is to be emptied."""

    name = forms.CharField(max_length=60)
    kind = forms.ChoiceField(choices=choices(InboxKind))
    entity = forms.CharField(
        required=False, max_length=60, help_text="Whose documents these are; may stay empty."
    )
    folder = forms.CharField(
        required=False,
        max_length=60,
        help_text="A folder's name below the watched ones, of documents or of sources.",
    )
    host = forms.CharField(required=False, max_length=253, help_text="Of a mailbox (IMAP).")
    port = forms.IntegerField(required=False, min_value=1, max_value=65535)
    login = forms.CharField(required=False, max_length=200)
    secret = forms.CharField(
        required=False, max_length=60,
        help_text="The name of the file with the password, below the folder of secrets.",
    )  # fmt: skip
    mailbox = forms.CharField(max_length=200, initial="INBOX")
    is_tls = forms.BooleanField(required=False, initial=True, label="Encrypted (TLS)")

    def clean(self) -> dict[str, Any]:
        """A folder needs its name; a mailbox its host, log-in and password file."""
        values = super().clean() or self.cleaned_data
        is_folder = values.get("kind") != InboxKind.MAILBOX.value
        for name in ("folder",) if is_folder else ("host", "login", "secret"):
            if not values.get(name):
                self.add_error(name, "This is needed.")
        return values

    def values(self) -> dict[str, Any]:
        """Return what was given; what was left empty is unknown."""
        given = {name: value if value != "" else None for name, value in self.cleaned_data.items()}
        return {**given, "kind": InboxKind(self.cleaned_data["kind"])}


class DocumentFilter(forms.Form):
    """How the list of documents is narrowed; what makes no sense narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(required=False, choices=choices(DocumentState))
    document_type = forms.ChoiceField(required=False, choices=choices(DocumentType))

    def values(self) -> dict[str, str]:
        """Return the fields that passed."""
        self.is_valid()
        return {
            name: (self.cleaned_data.get(name) or "").strip()
            for name in ("q", "state", "document_type")
        }


class BankColumnsForm(forms.Form):
    """What the columns of a bank's files mean."""

    bank_name = forms.CharField(max_length=100, label="Bank")
    bank_account = forms.CharField(
        required=False, max_length=100, label="Our account, where no column names it"
    )
    own_currency = forms.RegexField(
        r"^[A-Z]{3}$", required=False, label="Currency, where no column names it"
    )
    days = forms.ChoiceField(choices=[(each, each.capitalize()) for each in bank_columns.DAYS])
    comma = forms.BooleanField(required=False, label="Decimals have a comma")

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((heading, heading) for heading in headings if heading)]
        for column in bank_columns.COLUMNS:
            label = "Account column" if column == "bank_account" else column.replace("_", " ")
            self.fields[f"column_{column}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=label.capitalize(),
                initial=self.initial.get(column),
            )

    def mapping(self) -> bank_columns.ColumnMapping:
        """Return what a person said, as the rules take it."""
        said = self.cleaned_data
        return bank_columns.ColumnMapping(
            columns=tuple(
                sorted(
                    (column, said[f"column_{column}"])
                    for column in bank_columns.COLUMNS
                    if said[f"column_{column}"]
                )
            ),
            days=said["days"],
            comma=said["comma"],
            bank_account=said["bank_account"] or None,
            currency=said["own_currency"] or None,
        )
