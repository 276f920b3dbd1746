"""What the pages of reconciliation take in."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.http import QueryDict

from core.enums import choices
from reconciliation.rules.bank_checks import CallOutcome
from reconciliation.rules.cash_desk import Piece
from reconciliation.rules.cash_values import PartType

LONGEST = 1_000_000


class RequestCall(forms.Form):
    """What a vendor said on the telephone of a request for another account."""

    outcome = forms.ChoiceField(choices=choices(CallOutcome))
    spoke_to = forms.CharField(max_length=200, strip=True)
    evidence = forms.CharField(max_length=4000, strip=True)


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


_REST = [
    ("", "Nothing"),
    (PartType.FEE.value, "A fee"),
    (PartType.ADJUSTMENT.value, "An adjustment"),
]
_WITH_TAX, _ADVANCE = "with_tax", "advance"  # further answers to what the rest is
MOST_KEYS = 500


class CashChoice(forms.Form):
    """What a person says a bank line belongs to: records, pieces without one, and the rest."""

    key = forms.TypedMultipleChoiceField(coerce=int, required=False)
    rest_type = forms.ChoiceField(required=False, choices=[*_REST, (_WITH_TAX, ""), (_ADVANCE, "")])
    rest_account = forms.CharField(required=False, max_length=100)
    set = forms.RegexField(r"^[0-9a-f]{16}$", required=False)
    seek = forms.CharField(required=False, max_length=200)
    foreign = forms.DecimalField(required=False, max_digits=24, decimal_places=4)
    reason = forms.CharField(required=False, max_length=1000)
    version = forms.IntegerField(min_value=1)

    def __init__(self, data: Any = None) -> None:
        """Take any whole numbers as keys: whether they are open is asked when they are used."""
        super().__init__(data)
        keys = data.getlist("key") if data is not None else []
        field = cast("forms.TypedMultipleChoiceField", self.fields["key"])
        field.choices = [(key, key) for key in keys[:MOST_KEYS] if key.isdigit()]

    def clean(self) -> dict[str, Any]:
        """Read the pieces: a type, an amount and an account each."""
        cleaned: dict[str, Any] = self.cleaned_data
        cleaned["pieces"] = self._pieces()
        return cleaned

    def _pieces(self) -> list[Piece]:
        if not hasattr(self.data, "getlist"):
            return []
        columns = [self.data.getlist(f"piece_{name}") for name in ("type", "amount", "account")]
        found = []
        for kind, amount, account in zip(*columns, strict=False):
            if not amount.strip():
                continue
            try:
                value = Decimal(amount.strip().replace("\u2212", "-"))
            except InvalidOperation as error:
                raise forms.ValidationError(f"{amount} is not an amount.") from error
            if not value.is_finite() or kind not in dict(_REST[1:]):
                raise forms.ValidationError("A part is a fee or an adjustment of some amount.")
            found.append(Piece(PartType(kind), value, account.strip() or None))
        return found

    def said(self) -> dict[str, Any]:
        """Return what was said as the action takes it."""
        rest = self.cleaned_data["rest_type"]
        named = PartType.ADJUSTMENT.value if rest == _WITH_TAX else rest
        return {
            "keys": self.cleaned_data["key"],
            "rest_type": PartType(named) if named and named != _ADVANCE else None,
            "with_tax": rest == _WITH_TAX,
            "as_advance": rest == _ADVANCE,
            "rest_account": self.cleaned_data["rest_account"].strip() or None,
            "pieces": self.cleaned_data["pieces"],
            "foreign": self.cleaned_data["foreign"],
            "set_name": self.cleaned_data["set"],
            "seek": self.cleaned_data["seek"],
            "reason": self.cleaned_data["reason"],
            "version": self.cleaned_data["version"],
        }


class CashWait(forms.Form):
    """Until when a bank line is put aside, and for what."""

    until = forms.DateField()
    waits_for = forms.CharField(max_length=1000)
    version = forms.IntegerField(min_value=1)


class CashPair(forms.Form):
    """The bank line that is the other side of one."""

    other = forms.IntegerField(min_value=1)
    reason = forms.CharField(required=False, max_length=1000)
    version = forms.IntegerField(min_value=1)


class PayoutAccepted(forms.Form):
    """Which version of a payout that changed a person was shown."""

    version = forms.IntegerField(min_value=1)


class CashSet(forms.Form):
    """How many lines and records of one amount a person was shown."""

    count = forms.IntegerField(min_value=2)
    version = forms.IntegerField(min_value=1)


_RULE_FIELDS = (
    "name", "contains", "pattern", "counterparty", "account", "currency", "sign", "least", "most",
    "outcome", "ledger_account", "tolerance", "wait_days",
)  # fmt: skip


def typed_rules(data: QueryDict) -> list[dict[str, str]]:
    """Return the rules that were typed, in the order that was typed; one without a name is none."""
    columns = {name: data.getlist(f"rule_{name}") for name in (*_RULE_FIELDS, "order")}
    rows = [
        {name: values[place] if place < len(values) else "" for name, values in columns.items()}
        for place in range(len(columns["name"]))
    ]
    named = [row for row in rows if row["name"].strip()]
    named.sort(key=lambda row: int(row["order"]) if row["order"].strip().isdecimal() else 0)
    return [{name: row[name] for name in _RULE_FIELDS} for row in named]
