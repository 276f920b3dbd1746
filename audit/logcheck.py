"""Checking a whole log from its first event on: hashes, order, and every checkpoint it reaches."""

from collections.abc import Iterable, Mapping, Sequence

from audit.verifier import (
    Fault,
    Row,
    SignedNote,
    Tree,
    event_leaf,
    parse_note,
    rows_of,
    signature_problem,
)


class LogCheck:
    """Takes the sealed events in order and every checkpoint; stops at the first fault."""

    def __init__(
        self, checkpoints: Iterable[tuple[str, bytes | None]], keys: Mapping[str, bytes]
    ) -> None:
        """Take notes in the order of their size, each with the frontier stored beside it."""
        self.tree = Tree()
        self.checkpoints = 0
        self._first_since = ""  # the first event that no good checkpoint covers yet
        self._keys = keys
        self._notes = iter(checkpoints)
        self._next = self._parsed_next()

    def add(self, rows: Sequence[Row]) -> Fault | None:
        """Check the next events: their hashes, their order, and the checkpoints they reach."""
        expected, leaves = self.tree.size, []
        fault: Fault | None = None
        for seq, leaf, event_id, at, actor, action, subject, entity, payload, own in rows:
            expected += 1
            if seq != expected:
                fault = Fault(f"seq {expected}", "is missing from the sealed log")
                break
            if event_id is None:
                fault = Fault(f"seq {seq}", "is sealed, but its event is gone")
                break
            found = event_leaf(action, actor, at, entity, event_id, payload, subject)
            if found != leaf or (own is not None and own != leaf):
                fault = Fault(event_id, f"(seq {seq}) is not what was sealed")
                break
            leaves.append(leaf)
        return self._append(rows, leaves) or fault

    def finish(self) -> Fault | None:
        """Check that no checkpoint speaks of events that are not here."""
        if isinstance(self._next, Fault):
            return self._next
        if self._next is not None:
            size = self._next[0].tree_size
            return Fault(
                f"seq {self.tree.size + 1}",
                f"is missing: a signed checkpoint covers {size} events, {self.tree.size} are here",
            )
        return None

    def _append(self, rows: Sequence[Row], leaves: list[bytes]) -> Fault | None:
        done, start = 0, self.tree.size
        while True:
            if isinstance(self._next, Fault):
                return self._next
            if self._next is None or self._next[0].tree_size > start + len(leaves):
                break
            reached = max(self._next[0].tree_size - start, done)
            if reached > done and not self._first_since:
                self._first_since = rows[done][2] or ""
            self.tree.extend(leaves[done:reached])
            done = reached
            if fault := self._seal(*self._next):
                return fault
            self._next = self._parsed_next()
        if done < len(leaves) and not self._first_since:
            self._first_since = rows[done][2] or ""
        self.tree.extend(leaves[done:])
        return None

    def _seal(self, note: SignedNote, frontier: bytes | None) -> Fault | None:
        name = f"checkpoint {note.tree_size}"
        if problem := signature_problem(note, self._keys):
            return Fault(name, problem)
        if note.root_hash != self.tree.root:
            return Fault(
                self._first_since or name,
                f"is the first of the events up to seq {note.tree_size} that are not, or not in "
                "this order, what the signed checkpoint covers",
            )
        if frontier is not None and frontier != self.tree.frontier:
            return Fault(name, "has a frontier that does not belong to its tree")
        self._first_since = ""
        self.checkpoints += 1
        return None

    def _parsed_next(self) -> "tuple[SignedNote, bytes | None] | Fault | None":
        for text, frontier in self._notes:
            try:
                return parse_note(text), frontier
            except ValueError as error:
                return Fault(f"checkpoint after {self.tree.size}", f"is {error}")
        return None


def verify_export(
    events: Iterable[Mapping[str, object]], notes: Iterable[str], keys: Mapping[str, bytes]
) -> tuple[int, Fault | None]:
    """Verify a whole exported log; return how many events hold, and the first that does not."""
    check = LogCheck(((note, None) for note in notes), keys)
    rows: list[Row] = []
    for row in rows_of(events):
        rows.append(row)
        if len(rows) == 1000:
            if fault := check.add(rows):
                return check.tree.size, fault
            rows.clear()
    fault = check.add(rows) or check.finish()
    return check.tree.size, fault
