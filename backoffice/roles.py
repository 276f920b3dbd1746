"""The roles people hold, as groups, and the permissions that come with each.

Code asks for permissions, never for roles.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person does here."""

    OPERATOR = "operator"
    CONTROLLER = "controller"
    ADMIN = "admin"
    LEADER = "leader"
    AUDITOR = "auditor"


# What can be allowed. Django's own rights over tables are for the admin pages alone.
RIGHTS: dict[str, str] = {
    "intake.load_document": "May load documents",
    "intake.view_document": "May see documents",
    "intake.revoke_anchor": "May withdraw what corrections taught",
    "intake.manage_inboxes": "May say which folders and mailboxes are emptied",
    "intake.view_masters": "May see vendors, items, orders and receipts",
    "intake.view_cash": "May see bank accounts, statements and payouts",
    "intake.set_columns": "May say what the columns of a bank's files mean",
    "reconciliation.view_policy": "May see policies",
    "reconciliation.propose_policy": "May propose policies",
    "reconciliation.approve_policy": "May approve policies of others",
    "reconciliation.close_period": "May close periods",
    "reconciliation.match_cash": "May settle bank lines",
    "ledger.view_books": "May see the books",
    "review.view_queue": "May see the queue and its cases",
    "review.decide_case": "May decide cases",
    "review.approve_case": "May approve cases above the limit",
    "review.comment_case": "May comment on cases",
    "kpi.view_figures": "May see the figures",
    "kpi.set_figures": "May set baselines, targets and the inputs of costs",
    "kpi.explain_variance": "May edit, send back and approve the texts of variances",
    "audit.view_trail": "May see the trail",
    "ai.view_calls": "May see what models were asked",
    "ai.promote_prompt": "May promote a version of a prompt",
    "ai.view_sources": "May see which sources may be quoted",
    "ai.manage_sources": "May register sources, and withdraw them",
    "ai.approve_source": "May approve sources of others",
    "ai.manage_consent": "May write down what people say of their data, and erase them",
    "ai.quote_confidential": "May be quoted confidential sources",
    "ai.quote_restricted": "May be quoted restricted sources",
}

_READS = (
    "intake.view_document",
    "intake.view_masters",
    "intake.view_cash",
    "review.view_queue",
)

PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.OPERATOR: (
        *_READS,
        "ai.view_sources",
        "intake.load_document",
        "reconciliation.match_cash",
        "review.decide_case",
        "review.comment_case",
    ),
    Role.CONTROLLER: (
        *_READS,
        "intake.load_document",
        "intake.revoke_anchor",
        "review.decide_case",
        "review.approve_case",
        "review.comment_case",
        "reconciliation.view_policy",
        "reconciliation.propose_policy",
        "reconciliation.approve_policy",
        "reconciliation.close_period",
        "reconciliation.match_cash",
        "ledger.view_books",
        "kpi.view_figures",
        "kpi.set_figures",
        "kpi.explain_variance",
        "audit.view_trail",
        "ai.view_calls",
        "ai.promote_prompt",
        "ai.view_sources",
        "ai.approve_source",
        "ai.quote_confidential",
        "ai.quote_restricted",
    ),
    Role.ADMIN: (
        *_READS,
        "ai.view_calls",
        "intake.load_document",
        "intake.set_columns",
        "intake.manage_inboxes",
        "intake.revoke_anchor",
        "reconciliation.view_policy",
        "reconciliation.propose_policy",
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
        "ai.view_sources",
        "ai.manage_sources",
        "ai.manage_consent",
        "ai.approve_source",
        "ai.quote_confidential",
    ),
    Role.LEADER: ("kpi.view_figures", "review.view_queue"),
    Role.AUDITOR: (
        *_READS,
        "ai.view_calls",
        "ai.view_sources",
        "ai.quote_confidential",
        "reconciliation.view_policy",
        "ledger.view_books",
        "kpi.view_figures",
        "audit.view_trail",
    ),
}


def grant_permissions() -> None:
    """Make the rights and the groups, and give each group exactly its own; safe to repeat."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for right, words in RIGHTS.items():
        if right in known:
            continue
        app, _, codename = right.partition(".")
        kind, _ = ContentType.objects.get_or_create(app_label=app, model="right")
        known[right], _ = Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": words}
        )
    for role, names in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[name] for name in names])
