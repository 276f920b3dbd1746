"""What every page needs: who is here, where they may go, and how much work is open."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from ai.endings import endings_for
from core.http import StaffRequest
from review.queries import counting

THEMES = frozenset({"light", "dark"})


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    name: str
    path: str
    needs: str
    icon: str
    group: str


PLACES = (
    Place("Queue", "/queue/", "review.view_queue", "queue", "Work"),
    Place("Upload", "/intake/", "intake.view_document", "upload", "Work"),
    Place("Account requests", "/account-requests/", "review.view_queue", "account", "Work"),
    Place("Open lines", "/cash/", "intake.view_cash", "queue", "Cash"),
    Place("Payers", "/cash/payers/", "intake.view_cash", "learned", "Cash"),
    Place("Cash rules", "/cash/rules/", "intake.view_cash", "policy", "Cash"),
    Place("Bank", "/bank/", "intake.view_cash", "account", "Cash"),
    Place("Payouts", "/payouts/", "intake.view_cash", "receipt", "Cash"),
    Place("Held back", "/cash/held/", "intake.view_cash", "account", "Cash"),
    Place("Vendors", "/vendors/", "intake.view_masters", "vendor", "Records"),
    Place("Orders", "/orders/", "intake.view_masters", "order", "Records"),
    Place("Receipts", "/receipts/", "intake.view_masters", "receipt", "Records"),
    Place("Items", "/items/", "intake.view_masters", "item", "Records"),
    Place("Learned", "/learned/", "intake.view_document", "learned", "Records"),
    Place("Accounts", "/books/accounts/", "ledger.view_books", "account", "Books"),
    Place("Entries", "/entries/", "ledger.view_books", "entry", "Books"),
    Place("Close", "/close/", "ledger.view_books", "close", "Books"),
    Place("Figures", "/figures/", "kpi.view_figures", "figures", "Control"),
    Place("Variances", "/variances/", "kpi.view_figures", "figures", "Control"),
    Place("Evaluation", "/evaluation/", "kpi.view_figures", "figures", "Control"),
    Place("Duplicates", "/duplicates/", "review.view_queue", "figures", "Control"),
    Place("Policies", "/policies/", "reconciliation.view_policy", "policy", "Control"),
    Place("Sources", "/sources/", "ai.view_sources", "policy", "Control"),
    Place("Consent", "/ai/consent/", "ai.manage_consent", "users", "Control"),
    Place("Model calls", "/ai/calls/", "ai.view_calls", "figures", "Control"),
    Place("Trail", "/trail/", "audit.view_trail", "trail", "Control"),
    Place("Users", "/users/", "auth.view_user", "users", "Control"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the theme, and for a signed-in person the navigation with its counter."""
    theme = request.COOKIES.get("theme", "")
    base: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return base
    staff = cast("StaffRequest", request)
    sections: dict[str, list[Place]] = {}
    for place in PLACES:
        if user.has_perm(place.needs):
            sections.setdefault(place.group, []).append(place)
    here = [p.path for group in sections.values() for p in group if request.path.startswith(p.path)]
    if request.path.startswith("/case/"):
        here = ["/queue/"]
    base |= {"sections": sections, "here": max(here, key=len, default=request.path)}
    if user.has_perm("review.view_queue"):
        base["open_work"] = counting.open_work(staff.actor)
    if user.has_perm("ai.view_sources"):
        ending = endings_for(staff, today=timezone.now().date())
        base["ending"] = len(ending)
        base["my_ending"] = [each for each in ending if each.is_of(staff.user.username)]
    return base
