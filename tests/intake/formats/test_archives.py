"""Archives give their files one by one; what is unsafe stays out and is named."""

import io
import random
import struct
import tracemalloc
import zipfile
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.formats.archives import Limits, Member, members, problem_within
from intake.rules.findings import FindingValue


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


def members_of(content: bytes, limits: Limits | None = None) -> list[Member]:
    found = members(content, limits)
    assert not isinstance(found, FindingValue), found
    return list(found)


def codes(found: list[Member]) -> list[ReasonCode | None]:
    return [member.problem.code if member.problem else None for member in found]


class TestMembers:
    def test_come_with_their_names_and_bytes(self) -> None:
        content = zipped(("a.csv", b"1"), ("folder/ä.xml", b"<x/>"))

        assert members_of(content) == [Member("a.csv", b"1"), Member("folder/ä.xml", b"<x/>")]

    def test_that_systems_leave_behind_are_passed_over(self) -> None:
        content = zipped(("__MACOSX/._a", b"x"), ("b/.DS_Store", b"x"), ("c/", b""), ("d", b"1"))

        assert [member.name for member in members_of(content)] == ["d"]

    @pytest.mark.parametrize(
        "name",
        [
            "../a.csv",
            "a/../../b",
            "/etc/passwd",
            "C:/a.csv",
            "C:a",
            "a\\..\\b",
            "\\\\host\\a",
            "a\nb.csv",
        ],
    )
    def test_with_a_path_that_leaves_the_archive_stay_out(self, name: str) -> None:
        """R27: no file is written or named outside."""
        found = members_of(zipped((name, b"x"), ("good.csv", b"1")))

        assert codes(found) == [ReasonCode.UNSAFE_FILE, None]
        assert found[0].content == b""

    def test_that_are_links_stay_out(self) -> None:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16

        assert codes(members_of(zipped((link, b"/etc/passwd")))) == [ReasonCode.UNSAFE_FILE]

    def test_that_are_archives_stay_out_and_workbooks_do_not(self) -> None:
        workbook = zipped(("xl/workbook.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>"))
        found = members_of(zipped(("in.zip", zipped(("a", b"1"))), ("book.xlsx", workbook)))

        assert codes(found) == [ReasonCode.UNSAFE_FILE, None]
        assert found[1].content == workbook

    def test_of_one_name_count_once(self) -> None:
        with pytest.warns(UserWarning, match="Duplicate name"):
            content = zipped(("a.csv", b"1"), ("a.csv", b"2"))

        assert codes(members_of(content)) == [None, ReasonCode.UNSAFE_FILE]

    def test_that_are_damaged_or_locked_stay_out_and_the_others_come(self) -> None:
        content = bytearray(zipped(("bad.csv", b"abcdefgh" * 50), ("good.csv", b"1")))
        content[40] ^= 0xFF
        locked = bytearray(zipped(("a.csv", b"1")))
        locked[6] |= 1
        directory = locked.rindex(b"PK\x01\x02")
        locked[directory + 8] |= 1

        assert codes(members_of(bytes(content))) == [ReasonCode.UNREADABLE, None]
        assert codes(members_of(bytes(locked))) == [ReasonCode.UNREADABLE]


class TestLimits:
    def test_hold_for_the_number_of_files(self) -> None:
        content = zipped(*((f"f{n}", b"1") for n in range(11)))

        assert len(members_of(content, Limits(members=11))) == 11
        refused = members(content, Limits(members=10))
        assert isinstance(refused, FindingValue)
        assert refused.code is ReasonCode.TOO_LARGE

    def test_hold_for_all_files_together(self) -> None:
        noise = random.Random(1).randbytes(2_000)  # noqa: S311  any bytes that do not shrink
        content = zipped(("a", noise), ("b", noise))

        refused = members(content, Limits(total_bytes=3_999))
        assert isinstance(refused, FindingValue)
        assert refused.code is ReasonCode.TOO_LARGE

    def test_hold_for_one_file_and_spare_the_others(self) -> None:
        content = zipped(("a", b"12345"), ("b", b"1"))

        assert codes(members_of(content, Limits(member_bytes=4))) == [ReasonCode.TOO_LARGE, None]

    def test_refuse_a_bomb_before_memory_is_used(self) -> None:
        """R29: fifty megabytes of nothing in fifty kilobytes."""
        content = zipped(("bomb", bytes(50 * 1024 * 1024)), ("good", b"1"))

        tracemalloc.start()
        start = perf_counter()
        found = members_of(content)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert codes(found) == [ReasonCode.TOO_LARGE, None]
        assert peak < 2 * 1024 * 1024
        assert perf_counter() - start < 2

    def test_are_not_passed_by_a_directory_that_lies(self) -> None:
        """R29: the directory says ten bytes; the bytes go on."""
        content = bytearray(zipped(("bomb", bytes(30 * 1024 * 1024))))
        directory = content.rindex(b"PK\x01\x02")
        struct.pack_into("<I", content, directory + 24, 10)

        tracemalloc.start()
        found = members_of(bytes(content))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert codes(found) == [ReasonCode.UNREADABLE]
        assert peak < 4 * 1024 * 1024

    def test_refuse_files_that_overlap(self) -> None:
        """R29: many names over the same bytes."""
        content = bytearray(zipped(*((f"f{n}", bytes(4_000_000)) for n in range(3))))
        first = content.index(b"PK\x01\x02")
        second = content.index(b"PK\x01\x02", first + 4)
        struct.pack_into("<I", content, second + 42, 0)

        found = members_of(bytes(content), Limits(ratio=100_000))
        assert codes(found)[1] is ReasonCode.UNREADABLE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", zipped()])
def test_what_is_no_archive_or_holds_nothing_is_refused(content: bytes) -> None:
    assert isinstance(members(content), FindingValue)


@given(place=st.integers(0, 400), value=st.integers(0, 255))
def test_no_flipped_byte_breaks_the_reader(place: int, value: int) -> None:
    """R28: every file ends read or refused."""
    content = bytearray(zipped(("a.csv", b"vendor_id\n" * 20), ("b/c.xml", b"<x/>")))
    content[place % len(content)] = value

    found = members(bytes(content))
    if not isinstance(found, FindingValue):
        assert all(member.content or member.problem for member in found)
    problem = problem_within(bytes(content), Limits())
    assert problem is None or problem.text


def test_a_member_without_a_name_is_refused() -> None:
    """R28: a name that a flipped byte ended before it began."""
    content = zipped(("a.csv", b"vendor_id\n" * 20)).replace(b"a.csv", b"\0.csv")

    (member,) = members(content)  # type: ignore[misc]  # a finding would fail here

    assert isinstance(member, Member)
    assert member.problem is not None
    assert "has no name" in member.problem.text
