"""What models were asked, by which prompts, and what people say of their data."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ai import call_figures, queries
from ai import calls as model_calls
from ai.actions import consent as consenting
from ai.actions import promoting
from ai.forms import ConsentForm, ErasureForm
from core.http import StaffRequest


@require_safe
@permission_required("ai.view_calls", raise_exception=True)
def calls(request: StaffRequest) -> HttpResponse:
    """Show calls, cost, time and failures by purpose and version, and the prompts."""
    now = timezone.now()
    found = call_figures.calls_since(now - model_calls.WINDOW)
    context = {
        "calls": found,
        "versions": call_figures.versions(found),
        "total": sum(each.cost for each in found),
        "models": call_figures.models_of(found),
        "budget": model_calls.budget_of_settings(),
        "today": model_calls.spent_on(now),
        "bar": settings.MODEL_BAR * 100,
        "provider": settings.MODEL_PROVIDER,
        "posture": settings.MODEL_POSTURE,
    }
    return render(request, "ai/calls.html", context)


@require_POST
@permission_required("ai.promote_prompt", raise_exception=True)
def promote(request: StaffRequest, name: str, version: str) -> HttpResponse:
    """Ask with this version of a prompt from now on."""
    try:
        promoting.promote(name=name, version=version, actor=request.actor, at=timezone.now())
    except promoting.UnableToPromote as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{name} is asked with version {version[:12]} from now on.")
    return HttpResponseRedirect("/ai/calls/")


@require_POST
@permission_required("ai.promote_prompt", raise_exception=True)
def approve_model(request: StaffRequest, model: str) -> HttpResponse:
    """Let a model be asked from now on."""
    try:
        promoting.approve_model(model=model, actor=request.actor, at=timezone.now())
    except promoting.UnableToPromote as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{model} may be asked from now on.")
    return HttpResponseRedirect("/ai/calls/")


@require_safe
@permission_required("ai.manage_consent", raise_exception=True)
def consent(request: StaffRequest) -> HttpResponse:
    """Show what people said of their data, with forms to change it and to erase somebody."""
    return _consent(request, ConsentForm(), ErasureForm())


@require_POST
@permission_required("ai.manage_consent", raise_exception=True)
def set_consent(request: StaffRequest) -> HttpResponse:
    """Write down what a person says; it holds for the next question."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _consent(request, form, ErasureForm(), status=422)
    consenting.set_consent(actor=request.actor, at=timezone.now(), **form.values())
    messages.success(request, "Written down; it holds from the next question on.")
    return HttpResponseRedirect("/ai/consent/")


@require_POST
@permission_required("ai.manage_consent", raise_exception=True)
def erase(request: StaffRequest) -> HttpResponse:
    """Delete a person's passages and the files they came from, for good."""
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return _consent(request, ConsentForm(), form, status=422)
    subject = form.cleaned_data["subject"].strip()
    count = consenting.erase_subject(subject=subject, actor=request.actor, at=timezone.now())
    alias = consenting.alias_of(subject)
    text = f"{count} passages are deleted, with their files. The trail knows the person as {alias}."
    messages.success(request, text)
    return HttpResponseRedirect("/ai/consent/")


def _consent(
    request: StaffRequest, form: ConsentForm, erasure: ErasureForm, *, status: int = 200
) -> HttpResponse:
    context = {"rows": queries.consents(), "form": form, "erasure": erasure}
    return render(request, "ai/consent.html", context, status=status)
