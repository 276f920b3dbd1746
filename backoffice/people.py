"""Who is signed in: the person, their permissions and their entities, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef

from audit import actions as audit
from backoffice import roles as rights
from backoffice.roles import Role
from core.actors import Actor, ActorKind
from core.errors import Refusal
from review.models import Reader

COMMAND_LINE = Actor(kind=ActorKind.SERVICE, name="command-line")
NOBODY = Actor(kind=ActorKind.PERSON, name="nobody", entities=frozenset())


class UnableToMakePerson(Refusal):
    """The name is taken or no name, or the password is too weak."""


_PERSON = """
    SELECT person.*,
        ARRAY(SELECT kind.app_label || '.' || may.codename
              FROM auth_permission AS may
              JOIN django_content_type AS kind ON kind.id = may.content_type_id
              WHERE may.id IN (SELECT permission_id FROM auth_user_user_permissions
                               WHERE user_id = person.id)
              OR may.id IN (SELECT granted.permission_id FROM auth_group_permissions AS granted
                            JOIN auth_user_groups AS joined ON joined.group_id = granted.group_id
                            WHERE joined.user_id = person.id)) AS rights,
        ARRAY(SELECT entity FROM review_reader WHERE user_id = person.id) AS entities
    FROM auth_user AS person WHERE person.id = %s AND person.is_active
"""


class PeopleBackend(ModelBackend):
    """Signs people in by name and password, and loads them with all they may do.

    Permissions are read with the person on each request, so taking a role away works at once.
    It is one query, written out because building it anew cost more than running it.
    """

    def get_user(self, user_id: int) -> User | None:
        """Return the person if they may still sign in."""
        person = next(iter(User.objects.raw(_PERSON, [user_id])), None)
        if person is not None and not person.is_superuser:
            # The name under which Django itself keeps what it has looked up.
            person._perm_cache = set(person.rights)  # type: ignore[attr-defined]
        return person


def actor_of(user: User | AnonymousUser) -> Actor:
    """Return the actor that stands for a signed-in person."""
    if isinstance(user, AnonymousUser):
        return NOBODY
    loaded = getattr(user, "entities", None)
    names = cast(
        "list[str]",
        list(Reader.objects.filter(user=user).values_list("entity", flat=True))
        if loaded is None
        else loaded,
    )
    return Actor(
        kind=ActorKind.PERSON,
        name=user.get_username(),
        user_id=user.pk,
        entities=frozenset(names) or None,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Who may sign in, and as what."""

    name: str
    roles: tuple[str, ...]
    entities: tuple[str, ...]
    last_login: datetime | None
    is_active: bool


def everybody() -> list[Person]:
    """Return everyone who has a log-in, by name."""
    rows = User.objects.order_by("username").values_list(
        "username",
        ArraySubquery(Group.objects.filter(user=OuterRef("pk")).order_by("name").values("name")),
        ArraySubquery(
            Reader.objects.filter(user=OuterRef("pk")).order_by("entity").values("entity")
        ),
        "last_login",
        "is_active",
    )
    return [Person(row[0], tuple(row[1]), tuple(row[2]), row[3], row[4]) for row in rows]


def create_person(
    *,
    name: str,
    roles: Sequence[Role],
    entities: Sequence[str],
    password: str,
    actor: Actor,
    at: datetime,
) -> User:
    """Make a log-in for a person, with their roles and the entities they are limited to.

    :raises UnableToMakePerson: the name is taken or no name, or the password is too weak.
    """
    person = User(username=name)
    try:
        person.clean_fields(exclude=["password"])
        validate_password(password, person)
    except ValidationError as error:
        raise UnableToMakePerson(" ".join(error.messages)) from error
    person.set_password(password)
    held, limited = sorted({role.value for role in roles}), sorted(set(entities))
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            rights.grant_permissions()
            person.groups.set(Group.objects.filter(name__in=held))
            Reader.objects.bulk_create(Reader(user=person, entity=each) for each in limited)
            audit.record(
                action="backoffice.user.created", subject=f"user:{name}", actor=actor, at=at,
                payload={"roles": held, "entities": limited or None},
            )  # fmt: skip
    except IntegrityError as error:
        if "username" not in str(error):
            raise
        raise UnableToMakePerson(f"There is a person named {name} already.") from error
    return person
