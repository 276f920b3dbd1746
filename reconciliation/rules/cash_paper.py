"""A statement of account as a PDF that an auditor signs.

Everything from outside reaches the page as data, never as markup.
"""

import json
from decimal import Decimal

import typst

from core.money import minor_units
from reconciliation.rules.cash_statement import AccountStatement, figures_of, to_json

_PAGE = r"""
#let said = json(bytes(sys.inputs.said))
#set document(title: "Statement of account " + said.account)
#set page(paper: "a4", margin: 2cm, header: text(8pt, said.head),
  footer: context align(right, text(8pt,
    [Page #counter(page).display() of #counter(page).final().first()])))
#set text(size: 10pt)
#text(16pt, weight: "bold", "Statement of account")
#v(2mm)
#grid(columns: (3.5cm, 1fr), row-gutter: 2mm,
  [Account], said.account, [Entity], said.entity, [Currency], said.currency,
  [From], said.since, [To], said.until,
  [Lines], said.lines, [Matches], said.seen)
#v(4mm)
#table(columns: (1fr, auto), align: (left, right), stroke: 0.4pt + gray, inset: 2mm,
  ..said.figures.flatten())
#text(8pt, [Unexplained is what the bank has, less ours without what is in transit, less what is
matched and not booked by us, less open lines. A dash is a figure that nobody states.])
#if said.flaws.len() > 0 [
  == Statements that do not follow
  #table(columns: (1fr, 1fr, auto, auto), align: (left, left, left, right),
    stroke: 0.4pt + gray, inset: 2mm, [*What*], [*Statement*], [*Date*], [*Amount*],
    ..said.flaws.flatten())
]
#if said.open.len() > 0 [
  == Open bank lines
  #table(columns: (auto, 1fr, 1.4fr, auto), align: (left, left, left, right),
    stroke: 0.4pt + gray, inset: 2mm, [*Booked*], [*Payer*], [*Text*], [*Amount*],
    ..said.open.flatten())
]
#if said.more != "" { text(8pt, said.more) }
#v(4mm)
#block(breakable: false)[
  #text(8pt)[Log of events: #said.checkpoint]
  #v(11mm)
  #grid(columns: (1fr, 1fr), column-gutter: 1cm,
    [#line(length: 100%) #text(8pt)[Prepared by, date]],
    [#line(length: 100%) #text(8pt)[Examined by, date]])
]
"""
_MOST_LINES = 500


def paper_of(statement: AccountStatement, *, checkpoint: str) -> bytes:
    """Return the statement as a PDF; `checkpoint` names the sealed log that stands behind it."""
    told = to_json(statement)
    shown = statement.open_lines[:_MOST_LINES]
    left = statement.open_count - len(shown)
    said = {
        "account": statement.account,
        "entity": statement.entity or "–",
        "currency": statement.currency,
        "head": f"{statement.account} · {statement.currency} · {told['from']} to {told['to']}",
        "since": told["from"],
        "until": told["to"],
        "seen": f"as known before {statement.seen:%Y-%m-%d %H:%M %Z}"
        if statement.seen
        else "as now",
        "lines": f"{statement.line_count}, of which {statement.open_count} are open",
        "figures": [
            [name.capitalize(), amount_text(value, statement.currency)]
            for name, value in figures_of(statement)
        ],
        "flaws": [
            [
                flaw.kind,
                flaw.number,
                str(flaw.day or "–"),
                amount_text(flaw.amount, statement.currency),
            ]
            for flaw in statement.flaws
        ],
        "open": [
            [
                str(line.booked_on),
                line.counterparty,
                line.text,
                amount_text(line.amount, statement.currency),
            ]
            for line in shown
        ],
        "more": f"And {left} further open lines; the download lists them." if left > 0 else "",
        "checkpoint": checkpoint,
    }
    made = typst.compile(_PAGE.encode(), sys_inputs={"said": json.dumps(said)})
    return bytes(made)


def amount_text(value: Decimal | int | None, currency: str) -> str:
    """Return an amount with all decimals of its currency, and more only where it has more."""
    if value is None:
        return "–"
    exponent = Decimal(value).normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) else 0
    return f"{value:,.{max(minor_units(currency), own)}f}".replace("-", "\u2212")
