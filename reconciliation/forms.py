"""What the pages of reconciliation take in."""

import json
from typing import Any, cast

from django import forms

from reconciliation.rules.cash_values import PartType

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


class CashChoice(forms.Form):
    """What a person says a bank line belongs to."""

    key = forms.TypedMultipleChoiceField(coerce=int, required=False)
    rest_type = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Nothing"),
            (PartType.FEE.value, "A fee"),
            (PartType.ADJUSTMENT.value, "An adjustment"),
        ],
    )
    reason = forms.CharField(required=False, max_length=1000)
    version = forms.IntegerField(min_value=1)

    def __init__(self, data: Any = None) -> None:
        """Take any whole numbers as keys: whether they are open is asked when they are used."""
        super().__init__(data)
        keys = data.getlist("key") if data is not None else []
        field = cast("forms.TypedMultipleChoiceField", self.fields["key"])
        field.choices = [(key, key) for key in keys[:500] if key.isdigit()]

    def said(self) -> dict[str, Any]:
        """Return what was said as the action takes it."""
        return {
            "keys": self.cleaned_data["key"],
            "rest_type": PartType(self.cleaned_data["rest_type"])
            if self.cleaned_data["rest_type"]
            else None,
            "reason": self.cleaned_data["reason"],
            "version": self.cleaned_data["version"],
        }
