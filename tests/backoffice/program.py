"""A program that calls the API, for tests."""

import json
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.actors import PIPELINE
from core.http import Scope
from review.actions import tokens

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

BELOW = "/api/v1/"


class Program:
    """A program that calls the API with a token."""

    def __init__(self, *scopes: Scope, entities: tuple[str, ...] = (), name: str = "erp") -> None:
        secret = tokens.create_token(
            name=name, scopes=scopes or tuple(Scope), entities=entities, actor=PIPELINE,
            at=timezone.now(),
        )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **asked: str | int) -> "Answer":
        return Client().get(BELOW + path, asked, headers=self.headers)

    def decide(self, case_id: str, key: str = "", **asked: object) -> "Answer":
        return Client().post(
            f"{BELOW}cases/{case_id}/decisions", asked, content_type="application/json",
            headers=self._with(key),
        )  # fmt: skip

    def send(self, *files: tuple[str, bytes], key: str = "", **form: object) -> "Answer":
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        client = Client(raise_request_exception=False)
        return client.post(BELOW + "documents", {"files": sent, **form}, headers=self._with(key))

    def _with(self, key: str) -> dict[str, str]:
        return self.headers | ({"Idempotency-Key": key} if key else {})


def problem(answer: "Answer", status: int) -> dict[str, Any]:
    """Return a problem document, which is one in every respect."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = json.loads(answer.content)
    assert document["status"] == status
    assert {"type", "title", "detail", "instance"} <= document.keys()
    assert "Traceback" not in answer.content.decode()
    return document
