"""What the intake pages take in."""

from django import forms

from core.enums import choices
from intake.models import DocumentState
from intake.rules.reading import DocumentType


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
