"""A statement of account as a PDF that an auditor signs.

Everything from outside reaches the page as data, never as markup.
"""

import json

import typst

from reconciliation.rules.cash_statement import AccountStatement, figures_of, to_json

_PAGE = r"""
#let said = json(bytes(sys.inputs.said))
#set document(title: "Statement of account " + said.account)
#set page(paper: "a4", margin: 2cm, footer: context align(right, text(8pt,
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
#v(6mm)
#block(breakable: false)[
  #text(8pt)[Log of events: #said.checkpoint]
  #v(14mm)
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
        "since": told["from"],
        "until": told["to"],
        "seen": f"as known before {statement.seen:%Y-%m-%d %H:%M %Z}"
        if statement.seen
        else "as now",
        "lines": f"{statement.line_count}, of which {statement.open_count} are open",
        "figures": [
            [name.capitalize(), "–" if value is None else f"{value:,}"]
            for name, value in figures_of(statement)
        ],
        "flaws": [
            [flaw.kind, flaw.number, str(flaw.day or "–"), str(flaw.amount or "–")]
            for flaw in statement.flaws
        ],
        "open": [
            [str(line.booked_on), line.counterparty, line.text, f"{line.amount:,}"]
            for line in shown
        ],
        "more": f"And {left} further open lines; the download lists them." if left > 0 else "",
        "checkpoint": checkpoint,
    }
    made = typst.compile(_PAGE.encode(), sys_inputs={"said": json.dumps(said)})
    return bytes(made)
