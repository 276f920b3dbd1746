"""One log-in per role for an installation that has none, so that a stranger can look around.

The passwords are made here, kept in a file that only the owner of the installation may
read, and shown until the person changes theirs.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from backoffice.embedded.processes import private_folder, write_private
from backoffice.roles import Role


@dataclass(frozen=True, slots=True)
class Login:
    """A name and password, and the stored form that tells whether it still holds."""

    role: str
    username: str
    password: str
    stored: str


def first_logins(home: Path) -> list[Login]:
    """Make a log-in for each role nobody holds yet; return those whose password still holds."""
    file = private_folder(home / "keys") / "logins.json"
    kept = [Login(**entry) for entry in json.loads(file.read_text())] if file.exists() else []
    with transaction.atomic():
        groups = Group.objects.select_for_update().filter(name__in=[role.value for role in Role])
        held = set(groups.filter(user__isnull=False).values_list("name", flat=True))
        made = [_make(group) for group in groups if group.name not in held]
    if made:
        kept += made
        write_private(file, json.dumps([asdict(login) for login in kept], indent=1))
    users = get_user_model().objects.filter(username__in=[login.username for login in kept])
    stored = dict(users.filter(is_active=True).values_list("username", "password"))
    return [login for login in kept if stored.get(login.username) == login.stored]


def _make(group: Group) -> Login:
    password = secrets.token_urlsafe(12)
    user = get_user_model().objects.create_user(username=group.name, password=password)
    user.groups.add(group)
    return Login(group.name, user.get_username(), password, user.password)
