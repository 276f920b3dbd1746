"""A piece of the trail that can be checked on another machine, without this database.

The archive holds the sealed events of some subjects, each with its proof under one checkpoint,
the bundles of their automated steps with all they saw and said, the public keys, and the
verifier itself: `python verifier.py ARCHIVE`.
"""

import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit import checking, content, keys, queries
from audit import verifier as travelling
from audit.models import AuditEvent, Bundle, Checkpoint, Leaf
from core.errors import Refusal


class UnableToExport(Refusal):
    """There is nothing that could be proved."""


def export_bundle(path: Path, *, subjects: Sequence[str] | None = None) -> int:
    """Write the archive, of some subjects or of all, and return how many events it holds.

    Events that are not sealed yet cannot be proved and are left out: seal first.

    :raises UnableToExport: there is no checkpoint, or no sealed event of the subjects.
    """
    head = Checkpoint.objects.order_by("-tree_size").first()
    if head is None:
        raise UnableToExport("Nothing is sealed yet.")
    bundles = Bundle.objects.order_by("created_at", "id")
    events = AuditEvent.objects.all()
    if subjects is not None:
        bundles = bundles.filter(subject__in=subjects)
        named_in = bundles.order_by().values("event_id")
        events = events.filter(subject__in=subjects) | events.filter(event_id__in=named_in)
    leaves = Leaf.objects.filter(event__in=events, seq__lte=head.tree_size).order_by("seq")
    sealed = list(leaves.values_list("seq", flat=True))
    if not sealed:
        raise UnableToExport("There is no sealed event of this subject.")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("checkpoint", head.note)
        public = (keys.verifier_key(key) for key in keys.trusted_keys().values())
        archive.writestr("keys", "".join(f"{line}\n" for line in public))
        archive.writestr("events.jsonl", "".join(_event_lines(sealed, head.tree_size)))
        _write_bundles(archive, list(bundles))
        archive.write(Path(travelling.__file__), "verifier.py")
    return len(sealed)


def _event_lines(sealed: Sequence[int], tree_size: int) -> Iterator[str]:
    tree = queries.proof_tree(tree_size)
    for event in queries.sealed_events(sealed):
        proof = [step.hex() for step in tree.proof(int(str(event["seq"])) - 1)]
        yield json.dumps({**event, "proof": proof}, ensure_ascii=False) + "\n"


def _write_bundles(archive: zipfile.ZipFile, bundles: Sequence[Bundle]) -> None:
    lines = (json.dumps(checking.bundle_fields(row), ensure_ascii=False) for row in bundles)
    archive.writestr("bundles.jsonl", "".join(f"{line}\n" for line in lines))
    names = {row.output_sha256 for row in bundles}
    names |= {name for row in bundles for name in row.inputs.values()}
    for name in sorted(names):
        archive.writestr(f"contents/{name}", content.get(name))
