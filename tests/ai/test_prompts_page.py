"""Versions of a prompt side by side, for whoever promotes one."""

import pytest
from django.test import Client

from ai.models import PromptVersion
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db


def test_a_version_of_a_prompt_stands_beside_the_one_in_use() -> None:
    for version, text, is_in_use in (
        ("a" * 64, "Be short.\n- Cite.", True), ("b" * 64, "Be brief.\n- Cite.", False),
    ):  # fmt: skip
        PromptVersion.objects.create(
            name="explain_case", version=version, text=text, is_in_use=is_in_use, added_at=NOW
        )
    client = Client()
    client.force_login(make_person("conrad", "controller"))

    page = client.get("/ai/calls/").content.decode()

    assert "<del>Be short.</del>" in page
    assert "<ins>Be brief.</ins>" in page
