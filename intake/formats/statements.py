"""Bank files of every format end here: what is kept of them, and what is wrong in them."""

from core.reasons import ReasonCode
from intake.rules import statements as rules
from intake.rules.cash_values import StatementValue
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import DocumentType


def read_file(
    read: tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]], form: str
) -> ReadFile:
    """Return what a bank file is: its statements, or the reason why it makes none."""
    stated, problems = read
    kept, unusable = rules.usable(stated)
    findings = (*problems, *unusable, *rules.balance_problems(kept))
    if not kept:
        findings = (*unusable, *problems)  # why there is no statement comes first
    if kept:
        return ReadFile(DocumentType.BANK_STATEMENT, form, statements=kept, findings=findings)
    nothing = FindingValue(
        code=ReasonCode.UNREADABLE, text="The file holds no statement of an account."
    )
    findings = findings or (nothing,)
    return ReadFile(DocumentType.BANK_STATEMENT, form, findings=findings, refusal=findings[0].code)
