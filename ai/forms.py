"""What the pages of consent take in."""

from typing import Any

from django import forms

from ai.approved import EVERY_PURPOSE, Purpose

_PURPOSES = (*((each.value, each.value) for each in Purpose), (EVERY_PURPOSE, "every purpose"))
_SIGNALS = (
    ("letter", "Letter or mail"),
    ("form", "Form"),
    ("telephone", "Telephone"),
    ("gpc", "Browser signal (Global Privacy Control)"),
)


class ConsentForm(forms.Form):
    """What one person says of one purpose."""

    subject = forms.CharField(max_length=200, label="Person, by their key")
    purpose = forms.ChoiceField(choices=_PURPOSES)
    is_given = forms.ChoiceField(
        label="Says", choices=(("no", "No, no longer"), ("yes", "Yes")), initial="no"
    )
    signal = forms.ChoiceField(label="By", choices=_SIGNALS)

    def clean(self) -> dict[str, Any]:
        """An opt-out holds for every purpose; a yes names its purpose."""
        given = super().clean() or self.cleaned_data
        if given.get("purpose") == EVERY_PURPOSE and given.get("is_given") == "yes":
            raise forms.ValidationError("A yes is given for one purpose, not for every one.")
        return given

    def values(self) -> dict[str, Any]:
        """Return what an action takes."""
        said = self.cleaned_data
        return {
            "subject": said["subject"].strip(), "purpose": said["purpose"],
            "is_given": said["is_given"] == "yes", "signal": said["signal"],
        }  # fmt: skip


class ErasureForm(forms.Form):
    """A person whose data is deleted for good, named twice."""

    subject = forms.CharField(max_length=200, label="Person, by their key")
    again = forms.CharField(max_length=200, label="Once more")

    def clean(self) -> dict[str, Any]:
        """Both names must be the same."""
        given = super().clean() or self.cleaned_data
        if given.get("subject") != given.get("again"):
            raise forms.ValidationError("The two names differ; nothing was deleted.")
        return given
