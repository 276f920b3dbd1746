"""The peer of `card_numbers`, run by the Python of its own environment: presidio's recogniser.

Its other recognisers need a language model; that for cards needs none, but for words about cards.
"""

import json
import sys
import time

from presidio_analyzer.predefined_recognizers import (  # type: ignore[import-not-found]
    CreditCardRecognizer,
)


def main() -> None:
    """Read texts as JSON, print where card numbers were found, and how many texts a second."""
    recogniser = CreditCardRecognizer()
    texts = json.load(sys.stdin)
    started = time.process_time()
    found = [
        [(one.start, one.end) for one in recogniser.analyze(text, ["CREDIT_CARD"]) or []]
        for text in texts
    ]
    rate = round(len(texts) / (time.process_time() - started))
    sys.stdout.write(json.dumps({"found": found, "rate": rate}))


if __name__ == "__main__":
    main()
