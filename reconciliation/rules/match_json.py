"""The inputs and outputs of the steps of matching as bytes, both ways, for bundles and replay.

One value has one spelling: fields in the order they are declared, decimals as the text they were
read from, no white space. Replay reads the stored input, runs the step and compares bytes.
"""

from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from reconciliation.rules.credits import CreditInput
from reconciliation.rules.match_values import MatchInput, MatchResult
from reconciliation.rules.posting import PostingInput, ProposalValue
from reconciliation.rules.routing import PolicyFacts, Route, RouteInput

Step = TypeVar(
    "Step",
    MatchInput,
    MatchResult,
    CreditInput,
    PostingInput,
    ProposalValue,
    PolicyFacts,
    RouteInput,
    Route,
)


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    """Return the schema of a kind; each takes a moment to build, and is built when it is asked."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_bytes(value: Step) -> bytes:
    """Write the input or the output of a step as canonical JSON."""
    return bytes(_adapter(type(value)).dump_json(value))


def from_bytes(kind: type[Step], content: bytes) -> Step:
    """Read back what `to_bytes` wrote."""
    return cast("Step", _adapter(kind).validate_json(content))
