"""The forms of companies, by which their names are known."""

import re
from typing import Final

FORM: Final = re.compile(
    r"\b(?:GmbH(?: & Co\.?(?: ?KG(?:aA)?| ?OHG)?)?|gGmbH|mbH|AG|KG|OHG|UG|e\.\s?K\.|e\.\s?V\.|GbR"
    r"|SE"
    r"|B\.\s?V\.|N\.\s?V\.|BV|NV|BVBA|V\.?O\.?F\.?|Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|PLC|plc|Inc\.?"
    r"|Incorporated|Corp\.?|Corporation|Company|Co\.|S\.?A\.?R\.?L\.?|Sarl|SASU?|S\.A\.S\.?|S\.?A\.?U?"
    r"|SNC|S\.?n\.?c\.|S\.?a\.?s\.|EURL|SCOP|SPRL|S\.?r\.?l\.?s?|S\.?p\.?A\.?|A/S"
    r"|ApS|AB|Oy|S\.?L\.?U?\.?|Sp\. ?z ?o\.? ?o\.?"
    r"|Lda\.?|Ltda\.?|a\.G\.|eG|e\.G\.|Pvt\.?|Pty\.?"
    r"|K\.K\.|KK|W\.?L\.?L\.?|FZE|AS|ASA|Ab|Oyj|Ges\.m\.b\.H\.|GesmbH"
    r"|PartG(?: ?mbB)?|mbB|eGbR|DAC|SELARL|GIE"
    r"|e\.U\.|C\.V\.|d\.o\.o\.|SDN\.? ?BHD\.?|Sdn\.? ?Bhd\.?|BHD|PTE\.? LTD"
    r"|s\.r\.o\.|a\.s\.|Kft\.?)(?![\w])"
)
