"""Messages are known by the numbers their sender gave them: sent again they do nothing (T109).

The same numbers with other content are another message: senders start their counters anew. What
makes a message is decided by a unique constraint, so that of two at one moment one wins.
"""

from collections.abc import Sequence
from typing import Final

from core.reasons import ReasonCode
from intake.models import Document, EdiMessage
from intake.rules.findings import FindingValue, Transmission

_KEY: Final = ("syntax", "sender", "receiver", "interchange", "group", "message", "digest")
_Key = tuple[str, ...]


def find_repeats(
    sent: Sequence[tuple[Document, Sequence[Transmission]]],
) -> dict[int, FindingValue]:
    """Note the messages of documents; return the documents all of whose messages came before."""
    drafts = [
        EdiMessage(
            document=document,
            code=each.code,
            **{name: getattr(each, name) for name in _KEY},
        )
        for document, messages in sent
        for each in messages
    ]
    if not drafts:
        return {}
    EdiMessage.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=1_000)
    owners = _owners(drafts)
    found = {}
    for document, messages in sent:
        first = [owners[_key(each)] for each in messages]
        if first and all(_is_other(document, owner) for owner in first):
            found[document.pk] = _repeat(messages[0], first[0])
    return found


def _owners(drafts: Sequence[EdiMessage]) -> dict[_Key, Document]:
    digests = [draft.digest for draft in drafts]
    rows = EdiMessage.objects.filter(digest__in=digests).select_related("document")
    return {_key(row): row.document for row in rows}


def _is_other(document: Document, owner: Document) -> bool:
    """Say whether a message belongs to another file: one read apart belongs to its file."""
    return owner.pk not in {document.pk, document.parent_id} and owner.parent_id != document.pk


def _key(message: EdiMessage | Transmission) -> _Key:
    return tuple(str(getattr(message, name)) for name in _KEY)


def _repeat(message: Transmission, owner: Document) -> FindingValue:
    return FindingValue(
        code=ReasonCode.DUPLICATE_DOCUMENT,
        text=f"{message.code} {message.message} of interchange {message.interchange} from"
        f" {message.sender} came before, as {owner.shown_name}; nothing was loaded again.",
        reference=owner.sha256,
    )
