"""What every operation of the API passes: token, scope, load, and once a key.

An operation that names no scope is shut. A write and the answer kept under its key are in one
transaction, so a program that asks again gets the same bytes and nothing happens twice.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING, Any, cast

import django_rq
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from redis.exceptions import RedisError

from core.http import ApiRequest, Problem
from review.actions import answering, tokens
from review.actions.answering import Answer, Key
from review.actions.tokens import Holder

if TYPE_CHECKING:
    from redis import Redis

Run = Callable[..., HttpResponse]
_KEY = re.compile(rf"[\x21-\x7e]{{1,{answering.LONGEST_KEY}}}")
_KEPT_HEADERS = ("Content-Type", "Location")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WINDOW_SECONDS = 60
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="api"'}


def gate(run: Run) -> Run:
    """Wrap the run of one operation; what may not pass is answered as a problem."""
    operation = run.__self__  # type: ignore[attr-defined]  # a bound method of ninja's Operation
    if operation.auth_param is None:
        return run
    scopes: frozenset[str] = getattr(operation.view_func, "scopes", frozenset())

    @functools.wraps(run)
    def pass_through(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            holder = _holder(request)
            _must_hold(holder, scopes)
            _count(holder)
            _must_state_its_length(request)
            cast("ApiRequest", request).actor = holder.actor
            if request.method in _SAFE or "Idempotency-Key" not in request.headers:
                response = run(request, **values)
            else:
                response = _once(run, request, values, holder)
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        except (Problem, SuspiciousOperation, MultiPartParserError, UnreadablePostError) as problem:
            return cast("HttpResponse", operation.api.on_exception(request, problem))

    return pass_through


def _holder(request: HttpRequest) -> Holder:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    holder = None
    if kind.lower() == "bearer" and secret.strip():
        holder = tokens.admit(secret.strip(), at=timezone.now())
    if holder is None:
        raise Problem(
            401, "Show a token: Authorization: Bearer …", kind="token", headers=_CHALLENGE
        )
    return holder


def _must_hold(holder: Holder, scopes: frozenset[str]) -> None:
    if not scopes & holder.scopes:
        named = " or ".join(sorted(scopes)) or "that nobody has"
        raise Problem(403, f"This needs a token with the scope {named}.", kind="scope")


def _count(holder: Holder) -> None:
    """Count this request of this minute; without a queue nobody is counted and all pass."""
    now = time()
    window = int(now // _WINDOW_SECONDS)
    key = f"api:{holder.token_id}:{window}"
    try:
        line = _counters().pipeline()
        line.incr(key)
        line.expire(key, 2 * _WINDOW_SECONDS)
        count, _ = line.execute()
    except (RedisError, OSError):
        return
    if count > settings.API_REQUESTS_PER_MINUTE:
        wait = max(1, int((window + 1) * _WINDOW_SECONDS - now) + 1)
        raise Problem(
            429, f"More than {settings.API_REQUESTS_PER_MINUTE:,} requests in a minute.",
            kind="rate", headers={"Retry-After": str(wait)},
        )  # fmt: skip


@functools.cache
def _counters() -> "Redis":
    """Return the connection behind the counts, opened once a process."""
    return django_rq.get_connection("default")


def _must_state_its_length(request: HttpRequest) -> None:
    """Refuse a body without a length: what stands behind us would take it for empty."""
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        raise Problem(411, "Send the body with its Content-Length.", kind="length")


def _once(run: Run, request: HttpRequest, values: dict[str, Any], holder: Holder) -> HttpResponse:
    text = request.headers["Idempotency-Key"].strip()
    if not _KEY.fullmatch(text):
        raise Problem(
            422, "An Idempotency-Key has up to 255 visible characters.", kind="idempotency-key",
            errors=[{"pointer": "/header/Idempotency-Key", "detail": "not such a key"}],
        )  # fmt: skip
    key = Key(holder.token_id, text, _fingerprint(request))
    with transaction.atomic():
        try:
            given = answering.begin(key, at=timezone.now())
        except answering.UnableToRepeat as refusal:
            raise Problem(409, str(refusal), kind="idempotency-key") from refusal
        if given is not None:
            return _again(given)
        response = run(request, **values)
        if response.status_code >= 500 or response.status_code == 429:
            transaction.set_rollback(True)  # nothing was done: the same key may try again
        else:
            headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
            answering.end(key, Answer(response.status_code, headers, response.content))
    return response


def _again(given: Answer) -> HttpResponse:
    return HttpResponse(
        given.body, status=given.status, headers={**given.headers, "Idempotency-Replayed": "true"}
    )


def _fingerprint(request: HttpRequest) -> str:
    """Digest what is asked; the boundaries of a multipart body change with each attempt."""
    asked: list[object] = [request.method, request.get_full_path()]
    if request.content_type == "multipart/form-data":
        asked += [sorted((name, request.POST.getlist(name)) for name in request.POST)]
        for field in sorted(request.FILES):
            for file in request.FILES.getlist(field):
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                asked.append([field, file.name, digest])
    else:
        asked.append(hashlib.sha256(request.body).hexdigest())
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
