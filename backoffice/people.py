"""Who is signed in: the person, their permissions and their entities, in one query."""

from typing import cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from core.actors import Actor, ActorKind
from review.models import Reader

NOBODY = Actor(kind=ActorKind.PERSON, name="nobody", entities=frozenset())


class PeopleBackend(ModelBackend):
    """Signs people in by name and password, and loads them with all they may do.

    Permissions are read with the person on each request, so taking a role away works at once.
    """

    def get_user(self, user_id: int) -> User | None:
        """Return the person if they may still sign in."""
        user = User.objects.filter(pk=user_id, is_active=True).annotate(
            own_rights=ArraySubquery(_labels(Permission.objects.filter(user=OuterRef("pk")))),
            group_rights=ArraySubquery(
                _labels(Permission.objects.filter(group__user=OuterRef("pk")))
            ),
            entities=ArraySubquery(Reader.objects.filter(user=OuterRef("pk")).values("entity")),
        )
        person = user.first()
        if person is not None and not person.is_superuser:
            # The names under which Django itself keeps what it has looked up.
            person._perm_cache = {*person.own_rights, *person.group_rights}  # type: ignore[attr-defined]
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


def _labels(permissions: QuerySet[Permission]) -> QuerySet[Permission, str]:
    label = Concat(F("content_type__app_label"), Value("."), F("codename"))
    return permissions.order_by().values_list(label, flat=True)
