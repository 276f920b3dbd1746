"""What the review pages take in."""

from django import forms

from core.enums import choices
from core.reasons import ReasonCode
from reconciliation.queries.work import WorkFilter
from reconciliation.rules.bank_checks import CallOutcome
from review.rules import DecisionAction

STATES = (
    ("in_review", "In review"),
    ("straight_through", "Straight through"),
    ("approved", "Approved"),
    ("posted", "Posted"),
    ("rejected", "Rejected"),
)


class QueueFilter(forms.Form):
    """How the queue is narrowed; what makes no sense narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(required=False, choices=STATES)
    reason = forms.ChoiceField(required=False, choices=choices(ReasonCode))
    vendor = forms.CharField(required=False, max_length=200)
    entity = forms.CharField(required=False, max_length=100)
    period = forms.RegexField(r"^[12]\d{3}-(0[1-9]|1[0-2])$", required=False)
    owner = forms.ChoiceField(required=False, choices=(("me", "Mine"), ("nobody", "Unclaimed")))

    def wanted(self, me: str) -> WorkFilter:
        """Return the filter; fields that did not pass are left out."""
        self.is_valid()
        cleaned = self.cleaned_data
        owner = {"me": me, "nobody": ""}.get(cleaned.get("owner") or "")
        return WorkFilter(
            state=cleaned.get("state") or "in_review",
            reason=cleaned.get("reason") or "",
            vendor=(cleaned.get("vendor") or "").strip(),
            entity=(cleaned.get("entity") or "").strip(),
            owner=owner,
            text=(cleaned.get("q") or "").strip(),
            period=cleaned.get("period") or "",
        )


class Decision(forms.Form):
    """What a person does with a case."""

    action = forms.ChoiceField(choices=choices(DecisionAction))
    reason_code = forms.ChoiceField(required=False, choices=[("", "–"), *choices(ReasonCode)])
    comment = forms.CharField(required=False, max_length=4000, strip=True)
    case_version = forms.IntegerField(min_value=1)
    seconds_in_view = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)


class ClearAlarm(forms.Form):
    """Why an invoice is no repeat of another, and whether the vendor is known for it."""

    reason = forms.CharField(max_length=2000, strip=True)
    remember = forms.BooleanField(required=False)
    case_version = forms.IntegerField(min_value=1)


class CallBack(forms.Form):
    """What the vendor said on the number that is on file."""

    outcome = forms.ChoiceField(choices=choices(CallOutcome))
    spoke_to = forms.CharField(max_length=200, strip=True)
    evidence = forms.CharField(max_length=4000, strip=True)


class Comment(forms.Form):
    """A note on a case."""

    text = forms.CharField(max_length=4000, strip=True)


class Ask(forms.Form):
    """A question about a case."""

    question = forms.CharField(max_length=500, strip=True)
