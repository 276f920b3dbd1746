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


PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.OPERATOR: (),
    Role.CONTROLLER: (),
    Role.ADMIN: (),
    Role.LEADER: (),
    Role.AUDITOR: (),
}


def grant_permissions() -> None:
    """Make the groups and give each exactly its permissions; safe to repeat."""
    from django.contrib.auth.models import Group, Permission

    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, names in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[name] for name in names])
