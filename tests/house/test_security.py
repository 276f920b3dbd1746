"""Who gets in, what a browser may do with our pages, and what never leaves."""

import json
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from structlog.stdlib import ProcessorFormatter

from audit import content
from backoffice import logs
from core.actors import PIPELINE
from core.http import Scope
from intake.models import Document
from review.actions import tokens
from tests.factories import PASSWORD, make_document, make_person
from tests.house.world import World, make_world

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
HOSTILE_NAMES = (
    "a\r\nSet-Cookie: x=1.xml", 'a"; filename="b.exe', "../../etc/passwd", "..\\..\\win.ini",
    "Rechnung Größe №7.pdf", "a\x00b.pdf", "\u202efdp.exe", "C:\\temp\\x.xml", "a;b=c,d.csv",
    "%0d%0aX: y.xml", "/etc/passwd", "",
)  # fmt: skip


def _sign_in(client: Client, name: str, password: str, **more: str) -> "Answer":
    return client.post(LOGIN, {"login": name, "password": password, **more})


@pytest.fixture
def conrad() -> Client:
    client = Client()
    client.force_login(make_person("conrad", "controller"))
    return client


class TestSigningIn:
    def test_is_shut_after_five_wrong_passwords_even_for_the_right_one(self) -> None:
        make_person("olivia", "operator")
        client = Client()

        wrong = [_sign_in(client, "olivia", "not-the-password").status_code for _ in range(5)]
        right = _sign_in(client, "olivia", PASSWORD)

        assert wrong[:4] == [200] * 4
        assert right.status_code == 429
        assert "Too many failed sign-ins" in right.content.decode()
        assert client.get("/queue/").status_code == 302

    def test_of_somebody_else_goes_on_meanwhile(self) -> None:
        make_person("olivia", "operator")
        make_person("conrad", "controller")
        for _ in range(6):
            _sign_in(Client(), "olivia", "not-the-password")

        assert _sign_in(Client(), "conrad", PASSWORD).status_code == 302

    def test_says_the_same_of_a_name_that_is_unknown(self) -> None:
        make_person("olivia", "operator")

        pages = {
            _errors(_sign_in(Client(), name, "not-the-password")) for name in ("olivia", "nobody")
        }

        assert len(pages) == 1

    def test_gives_the_session_a_new_key(self) -> None:
        """R24: a key that somebody planted before is worth nothing after."""
        make_person("olivia", "operator")
        client = Client()
        session = client.session
        session["planted"] = "yes"
        session.save()
        before = session.session_key

        _sign_in(client, "olivia", PASSWORD)

        assert client.session.session_key not in {None, before}
        assert Client(headers={"cookie": f"sessionid={before}"}).get("/queue/").status_code == 302

    def test_ends_with_signing_out(self) -> None:
        make_person("olivia", "operator")
        client = Client()
        _sign_in(client, "olivia", PASSWORD)
        stolen = client.cookies.output(header="", sep=";")

        client.post("/accounts/logout/")

        assert Client(headers={"cookie": stolen}).get("/queue/").status_code == 302

    @pytest.mark.parametrize(
        "target",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
         "https:evil.example", "\t//evil.example", "http://testserver@evil.example/"],
    )  # fmt: skip
    def test_leads_to_no_other_site(self, target: str) -> None:
        make_person("olivia", "operator")

        answer = _sign_in(Client(), "olivia", PASSWORD, next=target)

        assert answer.status_code == 302
        assert answer["Location"] == "/"

    def test_of_a_person_who_left_is_refused(self) -> None:
        olivia = make_person("olivia", "operator")
        client = Client()
        _sign_in(client, "olivia", PASSWORD)
        User.objects.filter(pk=olivia.pk).update(is_active=False)

        assert client.get("/queue/").status_code == 302
        assert _sign_in(Client(), "olivia", PASSWORD).get("Location") != "/"

    def test_sets_cookies_that_scripts_and_other_sites_do_not_get(self) -> None:
        make_person("olivia", "operator")
        client = Client()
        _sign_in(client, "olivia", PASSWORD)

        session = next(morsel for name, morsel in client.cookies.items() if "session" in name)

        assert session["httponly"]
        assert session["samesite"] == "Lax"

    def test_a_theme_leads_to_no_other_site(self) -> None:
        answer = Client().post("/theme/", {"theme": "dark", "next": "//evil.example/"})

        assert answer["Location"] == "/"


class TestEveryAnswer:
    @pytest.fixture
    def answers(self, conrad: Client) -> "list[Answer]":
        world = make_world()
        return [conrad.get(path) for path in _paths(world)] + [Client().get(LOGIN)]

    def test_has_the_headers_that_bind_a_browser(self, answers: "list[Answer]") -> None:
        for answer in answers:
            policy = answer["Content-Security-Policy"]
            assert "unsafe-inline" not in policy
            assert "unsafe-eval" not in policy
            assert "frame-ancestors 'none'" in policy or "sandbox" in policy
            assert "default-src 'none'" in policy
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Referrer-Policy"] == "same-origin"
            assert answer["X-Frame-Options"] == "DENY"
            if answer["Content-Type"] != "image/png":
                assert "no-store" in answer.get("Cache-Control", "") or _is_for_all(answer)

    def test_carries_no_script_and_no_style_in_place(self, answers: "list[Answer]") -> None:
        pattern = re.compile(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style\b|\sstyle\s*=|"
            r"\son[a-z]+\s*=\s*[\"']|(?:src|href)\s*=\s*[\"'](?:https?:)?//",
            re.IGNORECASE,
        )

        found = [
            (answer.request["PATH_INFO"], match.group())
            for answer in answers
            if answer["Content-Type"].startswith("text/html")
            for match in [pattern.search(answer.content.decode())]
            if match
        ]

        assert found == []


class TestErrors:
    @pytest.mark.parametrize("path", ["/nowhere/", "/case/C-999/", "/api/v1/nowhere"])
    def test_say_nothing_of_the_inside(self, conrad: Client, path: str) -> None:
        page = conrad.get(path)

        assert page.status_code == 404
        for word in ("Traceback", "urlpatterns", "settings", "site-packages"):
            assert word not in page.content.decode()

    def test_of_ours_are_a_page_without_a_trace(self, monkeypatch: pytest.MonkeyPatch) -> None:
        make_person("conrad", "controller")
        client = Client(raise_request_exception=False)
        _sign_in(client, "conrad", PASSWORD)
        monkeypatch.setattr("review.queries.work.open_work", _fail)

        page = client.get("/queue/")

        assert page.status_code == 500
        assert "a-secret-of-ours" not in page.content.decode()
        assert "Traceback" not in page.content.decode()

    @pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", "x:y"])
    def test_a_foreign_host_is_refused(self, host: str) -> None:
        assert Client().get(LOGIN, headers={"host": host}).status_code == 400


class TestFiles:
    def test_are_handed_out_to_be_saved_and_never_shown(self, conrad: Client) -> None:
        page = b"<html><script>alert(1)</script></html>"
        sha256 = content.put_many([page])[0]
        make_document("invoice.html", sha256=sha256, format="xml")

        answer = conrad.get(f"/intake/documents/{sha256}/original/")

        assert answer.content == page
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_keep_a_harmless_name(self, conrad: Client, name: str) -> None:
        """R27: no folder, no line break and no second header comes out of a file's name."""
        file = SimpleUploadedFile("x", f"text of {name!r}".encode())
        vars(file)["_name"] = name  # what a hostile client would send
        token = tokens.create_token(
            name="erp", scopes=[Scope.DOCUMENTS_WRITE], entities=[], actor=PIPELINE,
            at=timezone.now(),
        )  # fmt: skip
        Client().post(
            "/api/v1/documents", {"files": file}, headers={"Authorization": f"Bearer {token}"}
        )

        for document in Document.objects.all():
            answer = conrad.get(f"/intake/documents/{document.sha256}/original/")
            said = answer["Content-Disposition"]
            assert not set(document.filename) & set("/\\\r\n\x00\u202e")
            assert said.startswith("attachment")
            assert not set(said) & set("\r\n\x00")
            assert "Set-Cookie" not in answer

    def test_with_a_name_from_elsewhere_get_one_header(self, conrad: Client) -> None:
        for number, name in enumerate(each.replace("\x00", "") for each in HOSTILE_NAMES):
            sha256 = content.put_many([f"file {number}".encode()])[0]
            make_document(name or "unnamed", sha256=sha256)

            said = conrad.get(f"/intake/documents/{sha256}/original/")["Content-Disposition"]

            assert re.fullmatch(
                r"attachment(; filename(\*=utf-8''[\w.%~!-]+|=\"([^\"\\\r\n]|\\.)*\"))?", said
            ), said


class TestLogs:
    @pytest.fixture
    def lines(self) -> Iterator[list[str]]:
        """Collect every log line as it would be written in production."""
        written: list[str] = []
        made = logs.configuration(level="DEBUG", is_json=True)["formatters"]["line"]
        formatter = ProcessorFormatter(
            **{name: value for name, value in made.items() if name != "()"}
        )

        class Collector(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                written.append(formatter.format(record))

        handler, root = Collector(), logging.getLogger()
        before = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        yield written
        root.setLevel(before)
        root.removeHandler(handler)

    def test_hold_no_password_token_cookie_or_key(
        self, lines: list[str], monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        make_person("conrad", "controller")
        token = tokens.create_token(
            name="erp", scopes=list(Scope), entities=[], actor=PIPELINE, at=timezone.now()
        )
        client = Client(raise_request_exception=False)
        _sign_in(client, "conrad", "a-wrong-secret-1")
        _sign_in(client, "conrad", PASSWORD)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        monkeypatch.setattr("review.queries.work.open_work", _fail)
        monkeypatch.setattr("reconciliation.queries.listing.case_page", _fail)

        client.get("/queue/", headers={"Authorization": f"Bearer {token}"})
        answer = client.get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"})
        client.get(f"/api/v1/cases?token={token}", headers={"Authorization": "Bearer nonsense-1"})
        logging.getLogger("anywhere").warning("Authorization: Bearer %s", token)

        assert answer.status_code == 500
        assert any("a-secret-of-ours" in line for line in lines), "The failure was not logged."
        said = "\n".join(lines)
        for secret in (token, PASSWORD, "a-wrong-secret-1", cookie, settings.SECRET_KEY):
            assert secret not in said
        assert all(json.loads(line)["event"] for line in lines)


def _is_for_all(answer: "Answer") -> bool:
    """Tell whether anybody may read this, so that keeping it does no harm."""
    return str(answer.request["PATH_INFO"]) == "/api/v1/openapi.json"


def _fail(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("a-secret-of-ours")


def _errors(answer: "Answer") -> str:
    found = re.findall(r'role="alert">(.*?)<', answer.content.decode(), re.DOTALL)
    assert found
    return " ".join(found)


def _paths(world: World) -> list[str]:
    case, paper = world.case.case_id, world.paper.sha256
    return [
        "/", "/queue/", f"/case/{case}/", "/intake/", f"/intake/documents/{paper}/",
        f"/intake/documents/{paper}/original/", f"/intake/documents/{paper}/page/1/", "/vendors/",
        f"/vendors/{world.vendor_id}/", "/items/", f"/items/{world.item_id}/", "/orders/",
        f"/orders/{world.po_number}/", "/receipts/", "/books/accounts/", "/books/accounts/2000/",
        "/entries/", f"/entries/{world.entry_id}/", "/policies/", "/close/", "/trail/",
        "/figures/", "/figures/cases/", "/figures/plan/", "/figures/inputs/", "/nowhere/",
        "/users/", "/accounts/password/change/", "/accounts/logout/", "/accounts/reauthenticate/",
        "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/api/v1/openapi.json", "/api/v1/healthz",
        "/api/v1/cases",
    ]  # fmt: skip
