"""What vendors and files say is shown as text on every page, and never runs."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from audit import actions as audit
from core.actors import PIPELINE
from intake.models import Finding, Item
from review.actions import deciding
from tests.factories import NOW, Line, Wrong, make_actor, make_case, make_person, make_vendor
from tests.house.payloads import XSS

pytestmark = pytest.mark.django_db
OUR_TAGS = {
    "html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main", "aside",
    "footer", "section", "article", "div", "span", "p", "h1", "h2", "h3", "h4", "a", "b", "i",
    "em", "strong", "small", "code", "pre", "kbd", "abbr", "time", "ul", "ol", "li", "dl", "dt",
    "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "form", "label",
    "input", "select", "option", "optgroup", "textarea", "button", "fieldset", "legend", "details",
    "summary", "img", "svg", "path", "circle", "rect", "line", "g", "use", "polyline", "br", "hr",
    "mark", "output", "dialog",
}  # fmt: skip
OUR_SCRIPTS = "/static/"
_CONTROL = re.compile(r"[\x00-\x20]+")
_ELSEWHERE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
_RUNS = re.compile(r"^(?:javascript|vbscript|data:(?!image/png))", re.IGNORECASE)
_THEIR_CALLS = {"/case/1/decide/", "/queue/next/", "/trail/", "alert(1)"}
GROUPS = [XSS[start : start + 12] for start in range(0, len(XSS), 12)]


class Markup(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.acts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: _CONTROL.sub("", value or "") for name, value in attrs}
        if tag not in OUR_TAGS or "http-equiv" in named:
            self.acts.append(f"<{tag}>")
        if tag == "script" and not named.get("src", "").startswith(OUR_SCRIPTS):
            self.acts.append(f"<script {named}>")
        self.acts += [
            f"<{tag} {name}={value!r}>"
            for name, value in named.items()
            if name.startswith(("on", "hx-on", "data-hx-on"))
            or name in {"style", "srcdoc", "xlink:href", "background"}
            or (name.startswith(("hx-", "data-hx-")) and value in _THEIR_CALLS)
            or _RUNS.match(value)
            or (name in {"src", "href", "action", "srcset"} and _ELSEWHERE.match(value))
        ]

    handle_startendtag = handle_starttag


def acts_of(html: str) -> list[str]:
    """Return the parts of a page that would run, or that are not ours."""
    reader = Markup()
    reader.feed(html)
    return reader.acts


def _pages_with(text: str) -> Iterator[str]:
    """Write one payload wherever outside text is kept; yield every page that shows it."""
    make_vendor(text, vendor_id=f"V-{text}", payment_terms=text, iban=text[:30])
    case = make_case(
        vendor=text, number=text, entity="NL01",
        lines=(Line(text, "1", "10.00", "1", "9.00", "1", unit="EA"),),
        wrong=(Wrong("PRICE_OVER", text, line="1", expected=text, actual=text, reference=text),),
    )  # fmt: skip
    case.document.filename = text
    case.document.detail = text
    case.document.save()
    Finding.objects.create(document=case.document, code="TOTALS_MISMATCH", text=text, expected=text)
    Item.objects.create(item_id=f"I-{text}", description=text, base_uom="EA", category=text)
    deciding.comment_on(
        case_id=case.case_id, text=text, actor=make_actor("olivia", "operator"), at=NOW
    )
    audit.record(
        action="test.thing.said", subject=f"case:{case.case_id}", actor=PIPELINE, at=NOW,
        payload={"text": text, text: 1}, entity="NL01",
    )  # fmt: skip
    order = case.lines.exclude(po_number=None).get().order_line
    assert order is not None
    order.description = text
    order.save()
    yield "/"
    yield "/queue/"
    yield f"/case/{case.case_id}/"
    yield "/intake/"
    yield f"/intake/documents/{case.document.sha256}/"
    yield f"/intake/documents/{case.document.sha256}/row/"
    yield "/vendors/"
    yield "/items/"
    yield "/orders/"
    yield f"/orders/{order.order.po_number}/"
    yield "/trail/"


@pytest.fixture
def conrad() -> Client:
    client = Client()
    client.force_login(make_person("conrad", "controller"))
    return client


def test_there_are_sixty_payloads_at_least() -> None:
    assert len(set(XSS)) >= 60


def test_the_reader_would_find_what_it_looks_for() -> None:
    for payload in XSS:
        shown_raw = (f'<p title="{payload}">{payload}</p>', f"<p title='{payload}'></p>")

        assert any(map(acts_of, shown_raw)), payload


def test_our_own_pages_bring_nothing_that_runs_in_place(conrad: Client) -> None:
    for path in _pages_with("Halvorsen Dairy Ltd"):
        assert acts_of(conrad.get(path).content.decode()) == [], path


@pytest.mark.parametrize("payloads", GROUPS, ids=range(len(GROUPS)))
def test_text_from_outside_stays_text_on_every_page(
    conrad: Client, payloads: tuple[str, ...]
) -> None:
    """R25: stored by vendor name, number, line, file name, memo, comment and trail."""
    text = " ".join(payloads)
    wrong, shown = [], 0

    for path in _pages_with(text):
        answer = conrad.get(path)
        page = answer.content.decode()
        shown += text in unescape(page)
        wrong += [f"{path}: {act}" for act in acts_of(page)]
        if answer.status_code != 200:
            wrong.append(f"{path}: {answer.status_code}")

    assert wrong == []
    assert shown >= 8, "The text is hardly anywhere to be seen, so little was proved."
