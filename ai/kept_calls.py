"""Questions as they were asked and answered, to be shown, tried with another prompt or asked again.

Pictures are kept by their hash alone; a question with some cannot be asked again.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from ai.asking import CallStatus, Prompt, Request
from ai.models import ModelCall
from audit import content as store

_HAS_ANSWER = (CallStatus.ANSWERED.value, CallStatus.REJECTED.value)


@dataclass(frozen=True, slots=True)
class Kept:
    """One question with the answer that came."""

    call_id: int
    purpose: str
    subject: str
    prompt: Prompt
    request: Request
    answer: str
    model: str
    was_used: bool

    @property
    def data(self) -> str:
        """What stood between the marks."""
        return self.request.text.partition("\n")[2].rpartition("\n")[0]


def of_subjects(subjects: Collection[str]) -> list[Kept]:
    """Return what was asked about these subjects and answered, oldest first."""
    calls = ModelCall.objects.filter(subject__in=list(subjects), run=None, status__in=_HAS_ANSWER)
    return _kept(list(calls.order_by("asked_at", "id")))


def of_prompt(name: str, *, most: int) -> list[Kept]:
    """Return the newest questions that were asked with any version of a prompt and answered."""
    calls = ModelCall.objects.filter(prompt_name=name, run=None, status__in=_HAS_ANSWER)
    newest = list(calls.order_by("-asked_at", "-id")[: most * 2])
    distinct = {each.request_sha256: each for each in reversed(newest)}
    return _kept(list(distinct.values())[-most:])


def _kept(calls: list[ModelCall]) -> list[Kept]:
    names = {each.request_sha256 for each in calls}
    names |= {each.answer_sha256 for each in calls if each.answer_sha256}
    contents = store.get_many(names)
    found = []
    for call in calls:
        said = json.loads(contents[call.request_sha256])
        if said["images"] or call.answer_sha256 is None:
            continue
        found.append(_one(call, said, contents[call.answer_sha256].decode()))
    return found


def _one(call: ModelCall, said: dict[str, Any], answer: str) -> Kept:
    return Kept(
        call_id=call.pk,
        purpose=call.purpose,
        subject=call.subject,
        prompt=Prompt(call.prompt_name, said["system"]),
        request=Request(
            model=said["model"], system=said["system"], text=said["text"], schema=said["schema"],
            most_tokens=said["max_tokens"], seconds=settings.MODEL_SECONDS,
        ),
        answer=answer,
        model=call.model,
        was_used=call.status == CallStatus.ANSWERED.value,
    )  # fmt: skip
