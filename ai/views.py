"""What models were asked, and which prompts they are asked with."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ai import call_figures
from ai import calls as model_calls
from ai.actions import promoting
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
