"""X12 997: written for what a partner sent, and read when a partner answers (T109)."""

from intake.formats import x12
from intake.rules.acknowledgements import Verdict
from intake.rules.reading import DocumentType
from tests.intake.formats.edi_samples import interchange
from tests.intake.formats.test_x12 import NOW, ORDER, read


class TestAcknowledgements:
    def test_each_set_is_accepted_or_rejected_with_its_reason(self) -> None:
        """T109."""
        content = interchange(ORDER, "810\nN1*ST*Store 7", "852\nXQ*G*20260401")
        content = content.replace(b"SE*10*0001", b"SE*11*0001")

        answer = x12.acknowledge(content, number=77, at=NOW)

        assert answer is not None
        assert [each.verdict for each in answer.verdicts] == [
            Verdict.WITH_ERRORS, Verdict.REJECTED, Verdict.REJECTED,
        ]  # fmt: skip
        lines = answer.content.decode().splitlines()
        assert lines[0].startswith(
            "ISA*00*          *00*          *12*6125550100     *ZZ*NORDWINDEDI    *260416*0930*U"
        )
        assert [line for line in lines if line.startswith("AK")] == [
            "AK1*IN*412~", "AK2*850*0001~", "AK5*E*4~",
            "AK2*810*0002~", "AK3*BIG*2**3~", "AK5*R*5~",
            "AK2*852*0003~", "AK5*R*1~", "AK9*P*3*3*1~",
        ]  # fmt: skip
        assert "SE*11*0001~" in lines

    def test_segment_and_element_are_named(self) -> None:
        """T109."""
        body = "810\nBIG*20261399**20260401*PO-1\nIT1*1*10*EA*1O.50**BP*77\nTDS*10500"

        answer = x12.acknowledge(interchange(body), number=77, at=NOW)

        assert answer is not None
        lines = answer.content.decode().splitlines()
        assert [line for line in lines if line.startswith(("AK3", "AK4", "AK5"))] == [
            "AK3*BIG*2**8~", "AK4*1**8*20261399~", "AK4*2**1~",
            "AK3*IT1*3**8~", "AK4*4**6*1O.50~", "AK5*E*5~",
        ]  # fmt: skip
        assert read(answer.content).findings[0].text == (
            "Our set 810 0001 was accepted with errors (segment 2 BIG has wrong elements,"
            ' element 1 is no valid date: "20261399", element 2 is missing and must be there,'
            " segment 3 IT1 has wrong elements, element 4 has characters that are not allowed:"
            ' "1O.50"), error 5.'
        )

    def test_what_we_write_we_can_read(self) -> None:
        answer = x12.acknowledge(interchange("810\nN1*ST*Store 7"), number=77, at=NOW)
        assert answer is not None

        found = read(answer.content)

        assert found.document_type is DocumentType.ACKNOWLEDGEMENT
        assert found.refusal is None
        assert found.findings[0].text == (
            "Our set 810 0001 was rejected (segment 2 BIG is missing), error 5."
        )
        assert x12.acknowledge(answer.content, number=78, at=NOW) is None
