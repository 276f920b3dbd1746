"""What the pages of sources take in."""

from typing import Any

from django import forms

from ai.actions.sources import Described
from ai.approved import AccessClass, Purpose, SourceKind, Validity
from core.enums import choices


class VersionForm(forms.Form):
    """A file, the days it is valid on, and the people in it."""

    file = forms.FileField(help_text="PDF, DOCX, Markdown, HTML, CSV or XLSX.")
    valid_from = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The last day; empty is until another version takes over.",
    )  # fmt: skip
    people = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="People named in it, one a line: name = their key. "
        "Their passages are quoted only with their consent.",
    )  # fmt: skip

    def clean_people(self) -> dict[str, str]:
        """Return the keys of people by the words that name them."""
        found = {}
        for line in self.cleaned_data["people"].splitlines():
            words, mark, key = line.partition("=")
            if line.strip() and not (mark and words.strip() and key.strip()):
                raise forms.ValidationError(f"“{line.strip()[:60]}” is not of the form name = key.")
            if line.strip():
                found[words.strip()] = key.strip()
        return found

    def values(self) -> dict[str, Any]:
        """Return what an action takes."""
        given = self.cleaned_data
        return {
            "filename": given["file"].name,
            "content": given["file"].read(),
            "validity": Validity(given["valid_from"], given["valid_to"]),
            "subjects": given["people"],
        }


class SourceForm(forms.Form):
    """What is said of a source."""

    code = forms.SlugField(max_length=40, help_text="Short, as citations name it.")
    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=choices(SourceKind))
    owner = forms.CharField(max_length=100)
    access_class = forms.ChoiceField(choices=choices(AccessClass), initial=AccessClass.INTERNAL)
    purposes = forms.MultipleChoiceField(choices=choices(Purpose), initial=list(Purpose))
    entities = forms.CharField(
        required=False, max_length=400, help_text="Codes with spaces between; empty is every one."
    )
    licence = forms.CharField(max_length=200, initial="our own")
    personal_data = forms.CharField(
        required=False, max_length=200, help_text="What it holds of people; empty is nothing."
    )

    def described(self) -> Described:
        """Return the source as it is registered."""
        given = self.cleaned_data
        return Described(
            code=given["code"],
            kind=SourceKind(given["kind"]),
            title=given["title"],
            owner=given["owner"],
            entities=tuple(given["entities"].split()),
            purposes=tuple(Purpose(each) for each in given["purposes"]),
            licence=given["licence"],
            personal_data=given["personal_data"] or None,
            access_class=AccessClass(given["access_class"]),
        )


class WithdrawForm(forms.Form):
    """Why a version is taken out of use."""

    because = forms.CharField(max_length=300)
