"""Reconciliation's tables: cases, what was compared, what that used up, and the policies."""

from reconciliation.models.account_requests import AccountRequest
from reconciliation.models.cases import (
    BankCheck,
    Case,
    CaseException,
    CaseState,
    CaseWait,
    Hold,
    MatchStatus,
    Proposal,
)
from reconciliation.models.cash import (
    CashAlias,
    CashMatch,
    CashMatchPart,
    CashMatchPast,
    CashNews,
    CashOpenItem,
    CashRuleBook,
    CashRun,
    CashStrategyCount,
)
from reconciliation.models.matches import (
    GivenBack,
    LineMatch,
    LineMatchReceipt,
    OrderBalance,
    ReceiptBalance,
)
from reconciliation.models.policies import (
    AutonomyLevel,
    AutonomyPolicy,
    PolicyState,
    PolicyVersion,
    TolerancePolicy,
)

__all__ = [
    "AccountRequest",
    "AutonomyLevel",
    "AutonomyPolicy",
    "BankCheck",
    "Case",
    "CaseException",
    "CaseState",
    "CaseWait",
    "CashAlias",
    "CashMatch",
    "CashMatchPart",
    "CashMatchPast",
    "CashNews",
    "CashOpenItem",
    "CashRuleBook",
    "CashRun",
    "CashStrategyCount",
    "GivenBack",
    "Hold",
    "LineMatch",
    "LineMatchReceipt",
    "MatchStatus",
    "OrderBalance",
    "PolicyState",
    "PolicyVersion",
    "Proposal",
    "ReceiptBalance",
    "TolerancePolicy",
]
