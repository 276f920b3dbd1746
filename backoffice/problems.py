"""Problem documents (RFC 9457): every answer of the API that is not what was asked for."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import ValidationError

from core.errors import Refusal
from core.http import Problem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_BELOW = "/api/"
_SAID = {
    400: "The request cannot be read.",
    404: "There is nothing here, or nothing that this token may see.",
    405: "This address does not take that method.",
    500: "Something went wrong here. It was logged; try again later.",
}


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Write a problem as the API answers it."""
    document: dict[str, Any] = {
        **problem.more,
        "type": f"urn:tieout:problem:{problem.kind}" if problem.kind else "about:blank",
        "title": _title(problem.status),
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
    }
    if problem.errors:
        document["errors"] = problem.errors
    return HttpResponse(
        json.dumps(document, ensure_ascii=False),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )


def handle(api: NinjaAPI) -> None:
    """Have the API answer every error with a problem document."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Problem: answer,
        ValidationError: _invalid,
        Http404: _of(404),
        RequestDataTooBig: _of(413, "The request is too large."),
        SuspiciousOperation: _of(400),
        MultiPartParserError: _of(400),
        UnreadablePostError: _of(400),
        Refusal: _refused,
        Exception: _broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


class ApiProblems:
    """Turns what Django itself answers below the API (no such page, method) into problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith(_BELOW):
            return response
        if response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        said = _SAID.get(response.status_code, _title(response.status_code))
        return answer(request, Problem(response.status_code, said, headers=kept))


def _of(status: int, detail: str = "") -> Callable[[HttpRequest, Exception], HttpResponse]:
    def handler(request: HttpRequest, _error: Exception) -> HttpResponse:
        return answer(request, Problem(status, detail or _SAID[status]))

    return handler


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"pointer": "/" + "/".join(_escaped(step) for step in each["loc"]), "detail": each["msg"]}
        for each in error.errors
    ]
    return answer(
        request, Problem(422, "A value is not as it must be.", kind="validation", errors=errors)
    )


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return answer(request, Problem(409, str(refusal), kind="refused"))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The API failed.", exc_info=error, extra={"path": request.path})
    return answer(request, Problem(500, _SAID[500]))


def _escaped(step: object) -> str:
    """Write one step of a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
