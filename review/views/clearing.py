"""Beside a decision: an alarm that is none, and the check of other bank details."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.http import StaffRequest
from review import forms
from review.actions import clearing, deciding

_may_decide = permission_required("review.decide_case", raise_exception=True)
_may_approve = permission_required("review.approve_case", raise_exception=True)


@require_POST
@_may_decide
def clear_alarm(request: StaffRequest, case_id: str, alarm_id: int) -> HttpResponse:
    """Say that an invoice is no repeat of another."""
    form = forms.ClearAlarm(request.POST)
    if not form.is_valid():
        _visible(request, case_id)
        messages.error(request, "Say why it is another claim.")
        return HttpResponseRedirect(f"/case/{case_id}/")
    return _done(
        request, f"/case/{case_id}/",
        lambda: clearing.clear_alarm(
            case_id=case_id, alarm_id=alarm_id, actor=request.actor, rights=_rights(request),
            at=timezone.now(), **form.cleaned_data,
        ),
    )  # fmt: skip


@require_POST
@_may_decide
def record_call(request: StaffRequest, case_id: str) -> HttpResponse:
    """Write down the call to the number on file."""
    form = forms.CallBack(request.POST)
    if not form.is_valid():
        _visible(request, case_id)
        messages.error(request, "Say whom you spoke to, what was said, and whether it is theirs.")
        return HttpResponseRedirect(f"/case/{case_id}/")
    return _done(
        request, f"/case/{case_id}/",
        lambda: clearing.record_call(
            case_id=case_id, actor=request.actor, rights=_rights(request), at=timezone.now(),
            **form.cleaned_data,
        ),
    )  # fmt: skip


@require_POST
@_may_approve
def confirm_call(request: StaffRequest, case_id: str) -> HttpResponse:
    """Confirm a call as the second person."""
    return _done(
        request, f"/case/{case_id}/",
        lambda: clearing.confirm_call(
            case_id=case_id, actor=request.actor, rights=_rights(request), at=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@_may_approve
def release_payment(request: StaffRequest, case_id: str) -> HttpResponse:
    """Let payment go on."""
    return _done(
        request, f"/case/{case_id}/",
        lambda: clearing.release_payment(
            case_id=case_id, actor=request.actor, rights=_rights(request), at=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@_may_approve
def confirm_repeat(request: StaffRequest, repeat_id: int) -> HttpResponse:
    """Let a remembered pattern take effect."""

    def confirm() -> str:
        clearing.confirm_repeat(
            repeat_id=repeat_id, actor=request.actor, rights=_rights(request), at=timezone.now()
        )
        return "It is remembered for this vendor from now on."

    return _done(request, "/duplicates/", confirm)


@require_POST
@_may_approve
def revoke_repeat(request: StaffRequest, repeat_id: int) -> HttpResponse:
    """Let the rule fire at the vendor again."""

    def revoke() -> str:
        clearing.revoke_repeat(
            repeat_id=repeat_id, actor=request.actor, rights=_rights(request), at=timezone.now()
        )
        return "Revoked: the rule fires at this vendor again."

    return _done(request, "/duplicates/", revoke)


def _done(request: StaffRequest, back: str, do: Callable[[], str]) -> HttpResponse:
    try:
        said = do()
    except deciding.NoSuchCase as nowhere:
        raise Http404 from nowhere
    except deciding.UnableToDecide as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(back)


def _visible(request: StaffRequest, case_id: str) -> None:
    try:
        clearing.visible_case(case_id, request.actor)
    except deciding.NoSuchCase as nowhere:
        raise Http404 from nowhere


def _rights(request: StaffRequest) -> frozenset[str]:
    return frozenset(request.user.get_all_permissions())
