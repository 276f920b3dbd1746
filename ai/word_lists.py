"""Words that a check of sentences must know: numbers, months, directions, plain English (pure)."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS: Final[dict[str, int]] = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: number * 10 for number, word in enumerate(_TENS, start=2)},
    "dozen": 12,
}
SCALES: Final[dict[str, int]] = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS: Final[dict[str, int]] = {
    **{name: number for number, name in enumerate(_MONTH_NAMES, start=1)},
    **{name[:3]: number for number, name in enumerate(_MONTH_NAMES, start=1)},
    "sept": 9,
}

CURRENCY_WORDS: Final[dict[str, str]] = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pound": "GBP",
    "pounds": "GBP", "yen": "JPY", "franc": "CHF", "francs": "CHF",
}  # fmt: skip

# Each pair is a direction and its opposite: a word of the one is never evidence of the other.
DIRECTIONS: Final[tuple[tuple[frozenset[str], frozenset[str]], ...]] = (
    (
        _words(
            "over above more higher exceeds exceed exceeded exceeding increase increased rose "
            "up overcharged overbilled costlier dearer greater surplus excess overdelivered "
            "beyond upward"
        ),
        _words(
            "under below less lower short shortfall fewer decrease decreased fell down "
            "undercharged underbilled cheaper smaller deficit reduced underdelivered lacking "
            "beneath downward"
        ),
    ),
    (frozenset({"debit", "debits", "debited"}), frozenset({"credit", "credits", "credited"})),
    (frozenset({"after", "late", "later"}), frozenset({"before", "early", "earlier"})),
    (_words("added adds adding raised raises"), _words("took takes taking lowered lowers saved")),
    (_words("favourable favorable"), _words("adverse unfavourable unfavorable")),
)
# "under the contract", "up to", "no later than": words of direction that point nowhere.
ARTICLES: Final[frozenset[str]] = _words("the a an our this that its your")
NO_DIRECTION: Final[frozenset[tuple[str, str]]] = frozenset(
    (first, second)
    for first, seconds in {
        "under": "review contract agreement policy section clause terms rules rule article",
        "up": "to",
        "over": "to time",
        "more": "information details about",
        "later": "than",
        "down": "payment",
        "credit": "note notes memo limit",
        "debit": "memo note",
    }.items()
    for second in seconds.split()
)
NEGATIONS: Final[frozenset[str]] = frozenset({"not", "never", "no", "isn't", "wasn't", "without"})

# Capitals that anybody in finance writes; everything else in capitals must be a fact.
KNOWN_CAPITALS: Final[frozenset[str]] = _words(
    "PO VAT GST GTIN SKU IBAN BIC SWIFT GL ID OK PDF XML CSV UBL EDI A I Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday"
)
# Words that open sentences. A sentence that opens with another word opens with a name.
OPENERS: Final[frozenset[str]] = _words(
    """
    a about above accept accepted accepting according accordingly account accounts actual add
    added additionally after agree agreed all also although among amount amounts an and another
    any apart approval approve approved approving are arrived as ask asked asking at attached
    based because been before being below besides between billed billing bills book booked both
    budget but buyer by call can can't cannot case cases change changed check checked checking
    claim claims compare compared comparing complete confirm confirmed consider contact contract
    correct cost costs could credit currently date dated dates day days dear debit decide
    decided deduct deliver delivered deliveries delivery despite did difference differences do
    document does doing due during each earlier eight either escalate even every everything
    except exception exceptions expected fewer first five following for forecast four freight
    from further given goods had half has have having he hello hence her here his hold how
    however hundred i if in include included instead invoice invoiced invoices issued it item
    items its keep kind last later less let like likewise line lines look making many match
    matched matching meanwhile more moreover most much my neither net never next nine no nobody
    none nor not note nothing now of on once one only open or order ordered orders other others
    otherwise our out over overall paid part pay paying payment payments pending per percent
    period planned please policy possible post posted previous price prices pricing proceed
    proposed purchase quantities quantity quoted read reading reason receipt receipts received
    receiving regarding regards reject rejected rejecting release remaining request response
    resulting return returned returns revenue review rules sales same second see seen seller
    selling send sent settle seven shall she shipped should shown signed similar similarly since
    sincerely six so some somebody something still such suggested supplier taken tax taxed taxes
    ten terms than thank thanks that the their them then there therefore these they third this
    those though three through thus to today together tolerance total totals twelve two under
    unit units unless until up upon usually variance variances vat vendor verify very wait
    waiting warehouse was we were what when where whereas whether which while who whoever why
    will with within without would yes yet you your
    """
)
