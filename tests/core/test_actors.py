"""Who did it, and whose books they may see."""

from core.actors import PIPELINE, Actor, ActorKind
from core.enums import choices, longest


def test_an_actor_is_named_by_kind_and_name() -> None:
    assert Actor(kind=ActorKind.PERSON, name="anna").label == "person:anna"
    assert PIPELINE.label == "pipeline:pipeline"


def test_an_actor_sees_its_entities_alone() -> None:
    berlin = Actor(kind=ActorKind.PERSON, name="anna", entities=frozenset({"DE01"}))

    assert [berlin.may_see(entity) for entity in ("DE01", "US01", None)] == [True, False, False]
    assert PIPELINE.may_see("US01")
    assert PIPELINE.may_see(None)


def test_no_entities_is_not_every_entity() -> None:
    nobody = Actor(kind=ActorKind.SERVICE, name="scanner", entities=frozenset())

    assert not nobody.may_see("DE01")


def test_choices_speak_in_words() -> None:
    assert choices(ActorKind)[0] == ("person", "Person")
    assert longest(ActorKind) == len("pipeline")
