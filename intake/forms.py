"""What the intake pages take in."""

from typing import Any

from django import forms

from core.enums import choices
from intake.models import DocumentState, InboxKind
from intake.rules.reading import DocumentType


class InboxForm(forms.Form):
    """A folder or a mailbox that is to be emptied."""

    name = forms.CharField(max_length=60)
    kind = forms.ChoiceField(choices=choices(InboxKind))
    entity = forms.CharField(
        required=False, max_length=60, help_text="Whose documents these are; may stay empty."
    )
    folder = forms.CharField(
        required=False, max_length=60, help_text="A folder's name below the watched ones."
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
        is_folder = values.get("kind") == InboxKind.FOLDER.value
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
