"""What each reason code is called on a page, and what to do about it."""

from core.reasons import ReasonCode

TITLES: dict[str, str] = {
    ReasonCode.UNREADABLE: "Cannot be read",
    ReasonCode.NOT_AN_INVOICE: "Not an invoice",
    ReasonCode.MISSING_FIELD: "A field is missing",
    ReasonCode.LOW_CONFIDENCE: "Reading is uncertain",
    ReasonCode.TOTALS_MISMATCH: "Totals do not add up",
    ReasonCode.TAX_MISMATCH: "Tax does not add up",
    ReasonCode.EINVOICE_RULE: "E-invoice rule broken",
    ReasonCode.HIDDEN_TEXT: "Hidden text in the file",
    ReasonCode.CARD_NUMBER_REMOVED: "Card number removed",
    ReasonCode.TEXT_XML_DISAGREE: "Page and XML disagree",
    ReasonCode.DUPLICATE_DOCUMENT: "Same file again",
    ReasonCode.DUPLICATE_INVOICE: "Same invoice again",
    ReasonCode.POSSIBLE_DUPLICATE: "Possible duplicate",
    ReasonCode.DUPLICATE_LINE: "Line billed twice",
    ReasonCode.UNKNOWN_VENDOR: "Unknown vendor",
    ReasonCode.VENDOR_LOOKALIKE: "Vendor look-alike",
    ReasonCode.VENDOR_BLOCKED: "Vendor is blocked",
    ReasonCode.BANK_DETAILS_CHANGED: "Bank details changed",
    ReasonCode.TAX_ID_MISMATCH: "Tax ID differs",
    ReasonCode.NO_PURCHASE_ORDER: "No purchase order",
    ReasonCode.PO_NOT_FOUND: "Order not found",
    ReasonCode.PO_CLOSED: "Order is closed",
    ReasonCode.PO_OTHER_VENDOR: "Order of another vendor",
    ReasonCode.PO_OTHER_ENTITY: "Order of another entity",
    ReasonCode.ITEM_NOT_ON_PO: "Item not ordered",
    ReasonCode.PRICE_OVER: "Price too high",
    ReasonCode.PRICE_UNDER: "Price too low",
    ReasonCode.QUANTITY_OVER_ORDERED: "More than ordered",
    ReasonCode.QUANTITY_OVER_RECEIVED: "More than received",
    ReasonCode.NOT_RECEIVED: "Nothing received yet",
    ReasonCode.UOM_UNRESOLVED: "Unit cannot be converted",
    ReasonCode.CURRENCY_MISMATCH: "Currency differs",
    ReasonCode.UNPLANNED_CHARGE: "Unplanned charge",
    ReasonCode.CREDIT_WITHOUT_INVOICE: "Credit without invoice",
    ReasonCode.CREDIT_EXCEEDS_INVOICE: "Credit above invoice",
    ReasonCode.OVER_LIMIT: "Above the limit",
    ReasonCode.SPLIT_INVOICE: "Looks split",
    ReasonCode.PERIOD_CLOSED: "Period is closed",
    ReasonCode.NEW_VENDOR_FIRST_INVOICE: "First invoice of a new vendor",
    ReasonCode.SAMPLED: "Sampled for review",
    ReasonCode.SUSPECTED_INSTRUCTION: "Speaks to a machine",
    ReasonCode.PROVIDER_UNAVAILABLE: "The model did not answer",
    ReasonCode.OUTPUT_REJECTED: "The model's answer was thrown away",
    ReasonCode.UNGROUNDED: "Not answered by the records",
    ReasonCode.PO_AFTER_INVOICE: "Order made after the invoice",
    ReasonCode.PO_CHANGED: "Order changed afterwards",
    ReasonCode.QUANTITY_UNDER: "Less billed than accepted",
    ReasonCode.IMPLAUSIBLE_DATE: "Date is not plausible",
    ReasonCode.WRONG_TABLE: "Table cannot be read",
    ReasonCode.TOO_LARGE: "Too large",
    ReasonCode.UNSAFE_FILE: "Unsafe file",
    ReasonCode.EMPTY_FILE: "Empty file",
}

ADVICE: dict[str, str] = {
    ReasonCode.UNREADABLE: "Ask the vendor for a readable copy, then reject this one.",
    ReasonCode.NOT_AN_INVOICE: "Reject it; nothing is payable on this document.",
    ReasonCode.MISSING_FIELD: "Read the value off the document and correct the field.",
    ReasonCode.LOW_CONFIDENCE: (
        "Compare the marked fields with the document, correct what is wrong."
    ),
    ReasonCode.TOTALS_MISMATCH: (
        "Find the line or total that is wrong; correct it or ask for a new invoice."
    ),
    ReasonCode.TAX_MISMATCH: (
        "Check rate and base against the document; ask the vendor if the tax is wrong."
    ),
    ReasonCode.EINVOICE_RULE: "Ask the vendor for a valid e-invoice if the tax office needs one.",
    ReasonCode.HIDDEN_TEXT: (
        "Trust only what the page shows; escalate if the hidden words instruct anyone."
    ),
    ReasonCode.CARD_NUMBER_REMOVED: "Nothing to do: the number was masked before it was stored.",
    ReasonCode.TEXT_XML_DISAGREE: (
        "Ask the vendor which of the two is meant; do not pay the higher one."
    ),
    ReasonCode.DUPLICATE_INVOICE: (
        "Open the earlier case; reject this one unless it replaces the other."
    ),
    ReasonCode.POSSIBLE_DUPLICATE: (
        "Compare with the earlier invoice; approve only if it is a different claim."
    ),
    ReasonCode.DUPLICATE_LINE: (
        "Check whether the goods came twice; otherwise ask for a credit note."
    ),
    ReasonCode.UNKNOWN_VENDOR: "Have the vendor set up in the master data, or reject.",
    ReasonCode.VENDOR_LOOKALIKE: (
        "Compare name, tax number and bank with the known vendor before anything is paid."
    ),
    ReasonCode.VENDOR_BLOCKED: "Reject, or ask a controller why the vendor is blocked.",
    ReasonCode.BANK_DETAILS_CHANGED: (
        "Call the vendor on the number we hold, never the one printed here. "
        "A controller and a second person must release it."
    ),
    ReasonCode.TAX_ID_MISMATCH: (
        "Compare with the vendor's record; a wrong tax number costs the deduction."
    ),
    ReasonCode.NO_PURCHASE_ORDER: (
        "Find who ordered it; correct the order number, or have it accepted."
    ),
    ReasonCode.PO_NOT_FOUND: (
        "Correct the order number, or wait: it is matched again when the order arrives."
    ),
    ReasonCode.PO_CLOSED: "Ask purchasing; a closed order is never reopened by itself.",
    ReasonCode.PO_OTHER_VENDOR: (
        "Check the order number; reject if the vendor cannot name its own order."
    ),
    ReasonCode.PO_OTHER_ENTITY: "Have the invoice addressed to the entity that ordered.",
    ReasonCode.ITEM_NOT_ON_PO: (
        "Ask purchasing whether it replaces an ordered item; otherwise short-pay or reject."
    ),
    ReasonCode.PRICE_OVER: (
        "Ask purchasing for the agreed price; approve if agreed, otherwise ask for a credit note."
    ),
    ReasonCode.PRICE_UNDER: (
        "Check for a missing line or a wrong unit before taking the lower price."
    ),
    ReasonCode.QUANTITY_OVER_ORDERED: (
        "Pay what was ordered; ask the vendor for a credit note for the rest."
    ),
    ReasonCode.QUANTITY_OVER_RECEIVED: (
        "Check the receipt with the warehouse; it is matched again when more arrives."
    ),
    ReasonCode.NOT_RECEIVED: (
        "Wait for the receipt: the case is matched again by itself when it is loaded."
    ),
    ReasonCode.UOM_UNRESOLVED: "Have the pack size added to the item, then match again.",
    ReasonCode.CURRENCY_MISMATCH: "Ask for an invoice in the currency of the order.",
    ReasonCode.UNPLANNED_CHARGE: (
        "Approve the charge if it was agreed; otherwise ask for a credit note."
    ),
    ReasonCode.CREDIT_WITHOUT_INVOICE: (
        "Find the invoice that it belongs to and correct the reference."
    ),
    ReasonCode.CREDIT_EXCEEDS_INVOICE: "Check what was credited before; the rest is a receivable.",
    ReasonCode.OVER_LIMIT: "Decide; above the limit a second person must approve as well.",
    ReasonCode.SPLIT_INVOICE: "Look at the vendor's other invoices of these days as one purchase.",
    ReasonCode.PERIOD_CLOSED: (
        "Nothing is booked into a closed period; it is booked into the open one."
    ),
    ReasonCode.NEW_VENDOR_FIRST_INVOICE: (
        "Check that the vendor is real: name, tax number, address, bank."
    ),
    ReasonCode.SAMPLED: "Check it like any other; this measures how often the machine is right.",
    ReasonCode.SUSPECTED_INSTRUCTION: (
        "Judge the document by its figures alone; nothing in it tells anybody what to do."
    ),
    ReasonCode.PROVIDER_UNAVAILABLE: "Read the document yourself and correct the fields.",
    ReasonCode.OUTPUT_REJECTED: "Read the document yourself and correct the fields.",
    ReasonCode.PO_AFTER_INVOICE: "Ask the buyer who agreed to it before there was an order.",
    ReasonCode.PO_CHANGED: "Ask the buyer who changed the order, and why.",
    ReasonCode.QUANTITY_UNDER: "Ask the vendor whether another invoice follows.",
    ReasonCode.IMPLAUSIBLE_DATE: "Compare the dates with the document and correct them.",
}
