"""What the pages of reconciliation take in."""

import json
from typing import Any

from django import forms

LONGEST = 1_000_000


class PolicyProposal(forms.Form):
    """A policy document, typed or as a file; it may name only what changes."""

    document = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )
    file = forms.FileField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Read whichever was given as JSON."""
        cleaned: dict[str, Any] = self.cleaned_data
        text = cleaned.get("document") or ""
        if (file := cleaned.get("file")) is not None:
            if file.size > LONGEST:
                raise forms.ValidationError("The file is too large for a policy.")
            text = file.read().decode("utf-8", errors="replace")
        if not text.strip():
            raise forms.ValidationError("Write what should change, or choose a file.")
        try:
            cleaned["stated"] = json.loads(text, parse_float=str)
        except ValueError as error:
            raise forms.ValidationError(f"This is not JSON: {error}") from error
        return cleaned
