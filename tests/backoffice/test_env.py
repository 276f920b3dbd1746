"""Settings are read typed, and a bad value is refused by its name and never shown if secret."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backoffice import env


class TestText:
    def test_is_trimmed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NAME", "  books ")

        assert env.text("NAME") == "books"

    def test_falls_back_where_the_variable_is_empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NAME", " ")

        assert env.text("NAME", "default") == "default"

    def test_must_be_set_where_there_is_no_default(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NAME", raising=False)

        with pytest.raises(ImproperlyConfigured, match="NAME is not set"):
            env.text("NAME")

    def test_is_split_into_words_without_empty_ones(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NAMES", "a.example, ,b.example,")

        assert env.words("NAMES") == ["a.example", "b.example"]


class TestFlag:
    @pytest.mark.parametrize(
        ("value", "meant"),
        [("yes", True), ("ON", True), ("1", True), ("no", False), ("False", False), ("0", False)],
    )
    def test_understands_yes_and_no(
        self, monkeypatch: pytest.MonkeyPatch, value: str, meant: bool
    ) -> None:
        monkeypatch.setenv("FLAG", value)

        assert env.flag("FLAG", default=not meant) is meant

    def test_refuses_anything_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FLAG", "perhaps")

        with pytest.raises(ImproperlyConfigured, match="FLAG must be yes or no, not 'perhaps'"):
            env.flag("FLAG", default=True)


class TestNumber:
    @pytest.mark.parametrize("value", ["many", "1.5", "0x10", ""])
    def test_refuses_what_is_no_whole_number(
        self, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        monkeypatch.setenv("NUMBER", value or " x")

        with pytest.raises(ImproperlyConfigured, match="NUMBER must be a whole number"):
            env.number("NUMBER", 1)

    @pytest.mark.parametrize("value", ["0", "11"])
    def test_refuses_what_is_outside_its_limits(
        self, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        monkeypatch.setenv("NUMBER", value)

        with pytest.raises(ImproperlyConfigured, match="between 1 and 10"):
            env.number("NUMBER", 5, least=1, most=10)


class TestSecret:
    def test_comes_from_a_file_without_its_line_end(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "key").write_text("s3cret\n")
        monkeypatch.delenv("KEY", raising=False)
        monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))

        assert env.secret("KEY") == "s3cret"

    def test_comes_from_one_place_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KEY", "s3cret")
        monkeypatch.setenv("KEY_FILE", "/run/secrets/key")

        with pytest.raises(ImproperlyConfigured, match="not both") as refusal:
            env.secret("KEY")
        assert "s3cret" not in str(refusal.value)

    def test_names_the_file_it_cannot_read(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("KEY", raising=False)
        monkeypatch.setenv("KEY_FILE", str(tmp_path / "absent"))

        with pytest.raises(ImproperlyConfigured, match="absent: No such file"):
            env.secret("KEY")

    def test_is_never_empty(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("\n")
        monkeypatch.delenv("KEY", raising=False)
        monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))

        with pytest.raises(ImproperlyConfigured, match="which is empty"):
            env.secret("KEY")


class TestDatabase:
    def test_reads_every_part_of_an_address(self) -> None:
        read = env.database("postgresql://kim:p%40ss@db.example:5433/books?sslmode=require")

        assert read["NAME"] == "books"
        assert read["USER"] == "kim"
        assert read["PASSWORD"] == "p@ss"
        assert read["HOST"] == "db.example"
        assert read["PORT"] == "5433"
        assert read["OPTIONS"] == {"sslmode": "require"}

    def test_keeps_a_pool_only_where_one_is_asked_for(self) -> None:
        alone = env.database("postgresql://kim@db/books")
        pooled = env.database("postgresql://kim@db/books", is_pooled=True, pool_size=3)

        assert "pool" not in alone["OPTIONS"]
        assert pooled["OPTIONS"]["pool"]["max_size"] == 3
        assert pooled["CONN_MAX_AGE"] == 0

    @pytest.mark.parametrize("url", ["mysql://kim@db/books", "postgresql://kim:hidden@db", "books"])
    def test_refuses_another_address_without_showing_it(self, url: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="must read postgresql://") as refusal:
            env.database(url)

        assert "hidden" not in str(refusal.value)


class TestHome:
    def test_is_absolute_even_when_given_from_here(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("BACKOFFICE_HOME", "some where")

        assert env.home() == tmp_path / "some where"

    def test_is_the_folder_var_of_the_checkout_by_itself(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("BACKOFFICE_HOME")

        assert env.home() == env.CHECKOUT / "var"
