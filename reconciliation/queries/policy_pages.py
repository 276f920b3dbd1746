"""Policies as people read them: what is in force, what is proposed, and what that would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciliation.models import PolicyState, PolicyVersion


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One value that a proposal would change."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PolicyProposal:
    """A proposed version and what it changes."""

    version: PolicyVersion
    changes: tuple[PolicyChange, ...]


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The policy in force, the proposals that wait, and the versions that came before."""

    in_force: PolicyVersion | None
    proposals: tuple[PolicyProposal, ...]
    earlier: tuple[PolicyVersion, ...]


def policy_file() -> PolicyFile:
    """Return all that the page of policies shows."""
    rows = list(PolicyVersion.objects.order_by("-version")[:50])
    current = next((row for row in rows if row.state == PolicyState.IN_FORCE.value), None)
    before = current.document if current else {}
    return PolicyFile(
        in_force=current,
        proposals=tuple(
            PolicyProposal(row, changes_between(before, row.document))
            for row in rows
            if row.state == PolicyState.PROPOSED.value
        ),
        earlier=tuple(
            row
            for row in rows
            if row.state in {PolicyState.SUPERSEDED.value, PolicyState.DECLINED.value}
        ),
    )


def proposed_count() -> int:
    """Return how many policies wait for a second person."""
    return PolicyVersion.objects.filter(state=PolicyState.PROPOSED.value).count()


def changes_between(before: object, after: object) -> tuple[PolicyChange, ...]:
    """Return every value in which two policy documents differ; the version number is not one."""
    old, new = dict(_flat(before, "")), dict(_flat(after, ""))
    return tuple(
        PolicyChange(name, old.get(name), new.get(name))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name) and name != "version"
    )


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            yield from _flat(item, f"{name} {_mark(item) or place}")
    elif value is not None:
        yield name, str(value)


def _mark(item: object) -> str:
    """Return what names a row of a list: its measure and scope, its currency, its class."""
    if not isinstance(item, Mapping):
        return str(item)
    keys = ("measure", "case_class", "currency", "vendor_id", "category", "entity")
    return "/".join(str(item[key]) for key in keys if item.get(key))
