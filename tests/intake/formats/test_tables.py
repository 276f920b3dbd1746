"""CSV comes in row by row with true line numbers, or is refused by name."""

import pickle
import tracemalloc
from itertools import islice
from time import perf_counter, process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.formats import tables
from intake.rules.findings import ReadFile, TableRow
from intake.rules.reading import DocumentType

HEAD = b"vendor_id,vendor_name,country\n"


def rows_of(content: bytes) -> list[TableRow]:
    read = tables.read(content)
    assert read.table is not None, read.findings
    return list(read.table.rows)


def refusal_of(content: bytes) -> tuple[ReasonCode | None, str]:
    read: ReadFile = tables.read(content)
    assert read.table is None
    return read.refusal, read.findings[0].text


class TestRows:
    def test_come_with_their_cells_and_lines(self) -> None:
        first, second = rows_of(HEAD + "V1,Müller,DE\n\n  \nV2,Sud,\n".encode())

        assert (first.line, dict(first.values)) == (
            2,
            {"vendor_id": "V1", "vendor_name": "Müller", "country": "DE"},
        )
        assert (second.line, second.values["country"]) == (5, "")

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_may_end_in_any_way_and_begin_with_a_mark(self, ending: str) -> None:
        text = f"\ufeffvendor_id,vendor_name{ending}V1,Nord{ending}V2,Sud"

        assert [row.line for row in rows_of(text.encode())] == [2, 3]

    def test_keep_true_lines_behind_newlines_in_quotes(self) -> None:
        content = HEAD + b'V1,"Nord\nund ""Sohn""",DE\nV2,Sud,FR,extra\nV3,Ost,PL\n'

        first, second, third = rows_of(content)

        assert first.values["vendor_name"] == 'Nord\nund "Sohn"'
        assert (second.line, second.problem is not None) == (4, True)
        assert (third.line, third.problem) == (5, None)

    def test_with_too_few_or_too_many_cells_are_refused_by_line(self) -> None:
        content = HEAD + b"V1,Nord\nV2,Sud,FR,x\nV3,Ost,PL,,\nV4,We"

        problems = [row.problem.text if row.problem else None for row in rows_of(content)]

        assert problems == [
            "Line 2: it has 2 cells where the heading has 3.",
            "Line 3: it has 4 cells where the heading has 3.",
            None,
            "Line 5: it has 2 cells where the heading has 3.",
        ]

    def test_with_a_quote_never_closed_do_not_swallow_the_rest(self) -> None:
        content = HEAD + b'V1,"Nord,DE\nV2,Sud,FR\nV3,"Ost",PL\n'

        found = rows_of(content)

        assert found[0].problem is not None
        assert [row.values["vendor_id"] for row in found[1:]] == ["V2", "V3"]
        assert [row.line for row in found] == [2, 3, 4]

    def test_with_a_nul_are_refused_and_the_others_stand(self) -> None:
        first, second = rows_of(HEAD + b"V1,No\0rd,DE\nV2,Sud,FR\n")

        assert first.problem is not None
        assert "NUL" in first.problem.text
        assert second.problem is None

    def test_longer_than_any_row_are_refused_and_the_others_stand(self) -> None:
        content = HEAD + b"V1," + b"x" * 400_000 + b",DE\nV2,Sud,FR\n"

        first, second = rows_of(content)

        assert (first.line, second.line) == (2, 3)
        assert first.problem is not None
        assert "longer than" in first.problem.text
        assert second.values["vendor_id"] == "V2"

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    def test_may_stand_between_other_delimiters(self, delimiter: str) -> None:
        text = HEAD.decode().replace(",", delimiter) + delimiter.join(["V1", "Nord, Sohn", "DE"])

        assert rows_of(text.encode())[0].values["vendor_name"] == "Nord, Sohn"

    def test_are_read_again_as_often_as_asked_and_travel(self) -> None:
        read = tables.read(HEAD + b"V1,Nord,DE\n")

        assert read.table is not None
        assert list(read.table.rows) == list(read.table.rows)
        assert list(pickle.loads(pickle.dumps(read)).table.rows) == list(read.table.rows)  # noqa: S301

    @given(
        cells=st.lists(
            st.tuples(
                st.text(st.characters(codec="utf-8", exclude_characters="\0\r")).map(str.strip),
                st.text(st.characters(codec="utf-8", exclude_characters="\0\r")),
            ),
            max_size=6,
        )
    )
    def test_give_back_every_cell_that_was_quoted(self, cells: list[tuple[str, str]]) -> None:
        quoted = "".join(
            f'"{left.replace(chr(34), chr(34) * 2)}","{right.replace(chr(34), chr(34) * 2)}"\n'
            for left, right in cells
        )

        found = rows_of(f"vendor_id,vendor_name\n{quoted}".encode())

        wanted = [pair for pair in cells if any(map(str.strip, pair))]
        assert [(r.values["vendor_id"], r.values["vendor_name"]) for r in found] == wanted

    @pytest.mark.slow
    def test_by_the_million_take_little_memory(self) -> None:
        content = HEAD + b"".join(b"V%07d,Vendor %d,DE\n" % (n, n) for n in range(1_000_000))
        read = tables.read(content)
        assert read.table is not None

        tracemalloc.start()
        assert sum(1 for _ in islice(read.table.rows, 100_000)) == 100_000
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        start = perf_counter()
        total = sum(1 for _ in read.table.rows)

        assert total == 1_000_000
        assert peak < 5 * 1024 * 1024
        assert perf_counter() - start < 20

    def test_of_a_million_open_quotes_end_in_time(self) -> None:
        """R28: no file holds the reader up."""
        start = process_time()

        found = rows_of(HEAD + b'"a\n' * 200_000)

        assert process_time() - start < 10
        assert any(row.problem for row in found)


class TestFiles:
    @pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
    def test_without_anything_are_refused_as_empty(self, content: bytes) -> None:
        assert refusal_of(content)[0] is ReasonCode.EMPTY_FILE

    @pytest.mark.parametrize(
        ("content", "name", "line"),
        [
            (HEAD + "V1,Müller,DE\n".encode("latin-1"), "ISO 8859-1", "2"),
            (HEAD + b"V1,A,DE\nV2,\x80uro,DE\n", "Windows-1252", "3"),
            ("vendor_id,vendor_name\nV1,Nord\n".encode("utf-16"), "UTF-16", "1"),
            ("vendor_id,vendor_name\nV1,Nord\n".encode("utf-16-le"), "UTF-16", "1"),
            ("vendor_id,vendor_name\nV1,Nord\n".encode("utf-16-be"), "UTF-16", "1"),
            (HEAD + b"V1,Nord,DE\xc3", "", "2"),
        ],
    )
    def test_in_another_encoding_are_refused_by_name_and_line(
        self, content: bytes, name: str, line: str
    ) -> None:
        code, text = refusal_of(content)

        assert code is ReasonCode.WRONG_TABLE
        assert name in text
        assert f"Line {line} " in text
        assert "UTF-8" in text

    def test_find_the_first_bad_byte_far_into_a_file(self) -> None:
        good = HEAD + b"V1,Nord \xc3\xbc,DE\n" * 200_000

        assert "Line 200002 is not UTF-8" in refusal_of(good + b"V2,S\xfcd,DE\n")[1]

    def test_without_a_required_column_are_refused_by_its_name(self) -> None:
        read = tables.read(b"vendor_id,country,iban\nV1,DE,\n")

        assert read.document_type is DocumentType.TABLE
        assert read.refusal is ReasonCode.WRONG_TABLE
        assert "`vendor_name` of the table of vendors is missing" in read.findings[0].text
        assert tables.sniff(b"vendor_id,country,iban\nV1,DE,\n") == "vendors"

    def test_of_no_table_are_other_files(self) -> None:
        read = tables.read(b"first,second\n1,2\n")

        assert (read.document_type, read.refusal) == (DocumentType.OTHER, ReasonCode.WRONG_TABLE)
        assert tables.sniff(b"first,second\n1,2\n") is None

    @given(content=st.binary(max_size=400))
    def test_of_any_bytes_are_read_or_refused(self, content: bytes) -> None:
        for start in (b"", HEAD):
            read = tables.read(start + content)
            assert read.table is not None or read.refusal is not None
            if read.table is not None:
                assert all(row.line > 1 for row in read.table.rows)
