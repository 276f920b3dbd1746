"""What gives away a text that speaks to a machine: patterns, and words without which none holds.

English, German, French, Spanish, Italian and Dutch.
"""

import re
from typing import Final


def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_START: Final = r"(?:^|(?<=[.!?:;>|\"'\u201c(\[}#*]) ?|(?<=[.!?:;>|\"'\u201c(\[}#*] )|(?<= - ))"

OVERRIDE: Final = _sign(
    r"\b(?:ignore|disregard|forget|override|bypass|overlook|neglect|discard)\b[^.!?\n]{0,40}?"
    r"\b(?:instructions?|rules?|prompts?|guidelines?|directives?|polic(?:y|ies)|programming"
    r"|checks"
    r"|controls|(?:previous|prior|above|preceding|earlier) (?:text|content|context|message|task)"
    r"|(?:the|all|any|this) (?:actual |real |whole )?(?:content|data|text|document)s? and\b"
    r"|function|constraints?|restrictions?|safeguards?|everything (?:above|before))\b"
    r"|\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|\xfcbergehe\w*)\b[^.!?\n]{0,50}?"
    r"\b(?:anweisung\w*|regeln?|vorgaben?|instruktion\w*|pr\xfcfung\w*|richtlinien?)\b"
    r"|\b(?:ignore[zr]?|oublie[zr]?|n\xe9glige[zr]?)\b[^.!?\n]{0,50}?"
    r"\b(?:instructions?|consignes?|r\xe8gles?|directives?|contr\xf4les?|fonction)\b"
    r"|\b(?:ignor[ae]n?|ignorar|olvid[ae]n?|olvidar|omit[ae])\b[^.!?\n]{0,50}?"
    r"\b(?:instrucciones|reglas|indicaciones|directrices|controles)\b"
    r"|\b(?:ignora(?:re|te)?|dimentica(?:re|te)?|tralascia(?:re|te)?)\b[^.!?\n]{0,50}?"
    r"\b(?:istruzioni|regole|indicazioni|direttive|controlli)\b"
    r"|\b(?:negeer|vergeet|sla)\b[^.!?\n]{0,50}?\b(?:instructies?|regels|aanwijzingen"
    r"|controles?)\b"
)
MACHINE: Final = _sign(
    r"\b(?:as an? (?:ai|language model|llm|assistant)|you are (?:now )?an? (?:ai|assistant"
    r"|chatbot"
    r"|language model|accounts[ -]payable (?:bot|agent|assistant))|(?:dear|hey|attention|note to"
    r"|to the) (?:ai|llm|language model|chatbot|gpt|model|assistant|agent|bot)\b"
    r"|(?:ai|llm|gpt|automated) (?:assistant|agent|model|system|reader|reviewer)s?[^.!?\n]{0,30}"
    r"\b(?:must|should|shall|please|will|to)\b"
    r"|system prompt|developer mode|jailbreak|prompt injection|act as (?:an?|if|the)\b"
    r"|(?:i am|i'm) (?:your|the) (?:developer|creator|administrator|programmer)\b"
    r"|output the following|hypothetical scenario|parallel universe"
    r"|(?:says?|states?) that the (?:output|answer|result)\b"
    r"|pretend (?:to|that|you)|you are now\b|new instructions?:|end of (?:instructions|prompt)"
    r"|k\xfcnstliche intelligenz[^.!?\n]{0,40}\b(?:muss|soll|bitte)\b|ki-assistent\w*"
    r"|(?:en tant qu'|comme )(?:ia|assistant)\b|(?:como|eres) (?:una? )?(?:ia|asistente)\b"
    r"|(?:come|sei) (?:un'?a? ?)?(?:ia|assistente)\b|(?:als|jij bent een) (?:ai|assistent)\b"
    r"|we might state that|state that the (?:output|answer|result)|the (?:output|answer"
    r"|result) (?:is"
    r"|as|should be) ['\"])"
)
MARKUP: Final = _sign(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext)\|?>?|\[/?inst\]|<</?sys>>"
    r"|#{2,} ?(?:system|instructions?|prompt)\b|</?(?:system|instructions?|prompt)>"
    r"|[<\[{]/?(?:system|admin|developer|debug|root)[ _-](?:mode|prompt|message|override)"
    r"|\u5ffd\u7565[^.!?\n\u3002]{0,16}(?:\u6307\u793a|\u6307\u4ee4|\u89c4\u5219|\u63d0\u793a)"
    r"|\uff08?\u7121\u8996\u3057\u3066|\u6307\u793a\u3092\u7121\u8996"
    r"|\u0438\u0433\u043d\u043e\u0440\u0438\u0440\u0443\w*[^.!?\n]{0,40}"
    r"\u0438\u043d\u0441\u0442\u0440\u0443\u043a\u0446\w*"
    r"|\b(?:system|assistant|human|user) ?: ?(?:you|ignore|do not|approve|please|always|never)\b"
    r"|begin (?:system|admin)\w* (?:prompt|message|override)"
)
_ANSWER: Final = (
    r"(?:your|the|this) (?:[\w']+ )?"
    r"(?:response|answer|reply|output|summary|replies|responses|answers"
    r"|message|text|translation|analysis|explanation|review)"
)
WORDING: Final = _sign(
    r"\b(?:include|add|append|insert|integrate|incorporate|modify|augment|enhance|embed|weave"
    r"|tease"
    r"|mention|replace|remove|scramble|jumble|convert|swap|substitute|shuffle|reverse|rearrange"
    r"|combine|group|merge|split|encode|write|word|phrase|format|provide|give|craft|compose"
    r"|formulate"
    r"|use|apply|employ|introduce|alter|change|adjust|rewrite|transform|turn|put|place|make|end"
    r"|start"
    r"|begin|finish|conclude|subtly|promote|suggest|recommend|direct|slip|sneak|work|spell"
    r"|misspell"
    r"|express|render|present|deliver|respond|answer|print|repeat|output|encourage|invite|urge"
    r"|share)"
    rf"\b[^\n]{{0,160}}?\b{_ANSWER}\b"
    rf"|\b(?:in|to|within|throughout|with) your (?:response|answer|reply|output)\b[^\n]{{0,10}},"
    r"|\b(?:your|the) (?:response|answer|reply|output)(?:'s)? (?:words?|letters?|text|must"
    r"|should|only)"
    r"|\b(?:answer|respond|reply|write|speak) (?:only |entirely )?(?:in|using|with) "
    r"(?:morse|rot13|base64|pig latin|leetspeak|emojis?|anagrams?|homophones?|reverse|code"
    r"|riddles?)"
    r"|\b(?:replace|swap|scramble|jumble|shuffle|substitute|convert|reverse|remove|group|combine"
    r"|mix"
    r"|misspell|rearrange|alter|change|exchange|turn|transform|encode|use)\b[^.!?\n]{0,40}"
    r"\b(?:letters?|vowels?|consonants?|words|spaces|sounds?|homophones?|anagrams?|spelling"
    r"|digits"
    r"|characters|syllables|sentences)\b"
    r"|\b(?:in|zu|an) (?:deine|ihre)[rm]? (?:antwort|ausgabe|zusammenfassung)\b"
    r"|\b(?:dans|\xe0) (?:ta|votre) (?:r\xe9ponse|sortie)\b|\ben (?:tu|su) (?:respuesta|salida"
    r"|resumen)\b"
    r"|\bnella (?:tua|sua|vostra) (?:risposta|sintesi)\b|\bin (?:je|jouw|uw) (?:antwoord"
    r"|uitvoer)\b"
)
DEED: Final = _sign(
    r"\b(?:auto-?approve|mark (?:this|the|it|all|every)[^.!?\n]{0,40}\b(?:approved|paid|ok|safe"
    r"|clean"
    r"|verified|matched)|approve (?:this|the|all|every|it|them)\b[^.!?\n]{0,40}\b(?:invoice"
    r"|payment"
    r"|bill|case|document|immediately|automatically|at once|now|without)"
    r"|(?:pay|release|book|post|process|transfer|approve)\b[^.!?\n]{0,60}\bwithout (?:any "
    r"|further "
    r"|human |a )?(?:review|approval|check\w*|verification|confirmation|question\w*|match\w*)"
    r"|(?:skip|suppress|disable|turn off|circumvent)\b[^.!?\n]{0,30}\b(?:review|approval|check\w*"
    r"|validation|verification|matching|fraud|duplicate)"
    r"|(?:do not|don't|never) (?:flag|report|escalate|alert|raise|hold|review|warn|tell|notify"
    r"|log)\b"
    r"|(?:change|update|replace|set|overwrite) (?:the |our |this |vendor'?s? |supplier'?s? )*"
    r"(?:iban|bank (?:details|account)|account number|vendor master|payee)[^.!?\n]{0,20}\b(?:to"
    r"|with|in)\b"
    r"|(?:send|forward|e-?mail|leak|reveal|exfiltrate|print|upload)\b[^.!?\n]{0,60}\b(?:employee"
    r"|customer"
    r"|vendor list|all (?:data|records|invoices|files)|passwords?|credentials|api keys?|database"
    r"|confidential|secrets?)\b"
    r"|(?:genehmige|freigeben sie|gib frei|gib|zahle|\xfcberweise"
    r"|best\xe4tige)\b[^.!?\n]{0,60}\b(?:ohne "
    r"(?:weitere )?(?:pr\xfcfung|freigabe|r\xfcckfrage)|sofort frei|automatisch|diese rechnung)"
    r"|\xe4ndere\w*[^.!?\n]{0,30}\b(?:iban|bankverbindung)\b"
    r"|(?:approuve[zr]?|valide[zr]?|paye[zr]?)\b[^.!?\n]{0,50}\b(?:sans (?:v\xe9rification"
    r"|contr\xf4le"
    r"|validation)|automatiquement|imm\xe9diatement|cette facture)"
    r"|(?:changez?|modifie[zr]?|remplace[zr]?) (?:l'|le |les )(?:iban|coordonn\xe9es bancaires)"
    r"|(?:aprueb[ae]|apruebe|paga|pague|autoric[ae])\b[^.!?\n]{0,50}\b(?:sin (?:revisi\xf3n"
    r"|verificaci\xf3n"
    r"|aprobaci\xf3n)|autom\xe1ticamente|inmediatamente|esta factura)"
    r"|(?:cambi[ae]|cambiar|actualic[ae]) (?:el |los )(?:iban|datos bancarios)"
    r"|(?:approva(?:re|te)?|paga(?:re|te)?|autorizza(?:re"
    r"|te)?)\b[^.!?\n]{0,50}\b(?:senza (?:verifica"
    r"|controllo|approvazione)|automaticamente|immediatamente|questa fattura)"
    r"|(?:cambia(?:re|te)?|modifica(?:re|te)?) (?:l'|i |le )(?:iban|coordinate bancarie)"
    r"|(?:keur|betaal|geef)\b[^.!?\n]{0,50}\b(?:zonder (?:controle|goedkeuring|beoordeling)"
    r"|automatisch"
    r"|deze factuur (?:goed|direct|meteen))|(?:wijzig|verander) (?:de |het )(?:iban"
    r"|bankgegevens))"
)
TASK: Final = _sign(
    _START + r"(?:please |kindly |can you |could you )?(?:"
    r"(?:identify|recommend|determine|simplify|rewrite|paraphrase|proofread|implement|debug"
    r"|show me"
    r"|help me|teach|give me|tell us|list|name|suggest|imagine) (?:the|three"
    r"|five|ten|some|a|an|me|ways|how|what|why|out)\b"
    r"|(?:explain|describe|discuss|outline|summari[sz]e|interpret|define|teach me|tell me"
    r"|elaborate on"
    r"|break down|walk me through|compare|analy[sz]e|illustrate|recite) (?:the|how|why|what|a|an"
    r"|about"
    r"|in|some|me|its?|[a-z]+ (?:of|in|and|to))\b"
    r"|(?:write|compose|develop|draft|create|generate|craft|invent|design|produce"
    r"|come up with) (?:me )?"
    r"(?:a|an|some|the) (?:[a-z\-]+ ){0,3}(?:poem|speech|essay|story|song|article|joke|haiku"
    r"|script"
    r"|program|function|code|plan|recipe|blog|post|tweet|slogan|tagline|dialogue|letter|review"
    r"|quiz"
    r"|headline|limerick|sonnet|rap|screenplay|lesson|outline|paragraph|caption|advertisement"
    r"|pitch)"
    r"|translate (?:the|this|these|to|into|from|['\"\u201c])"
    r"|(?:provide|give|offer|suggest|list|name) (?:me )?(?:a|an|the|some|\d+|three|five"
    r"|ten)\b[^.!?\n]{0,40}"
    r"\b(?:equivalent|translation|synonym|ideas?|examples?|tips|facts|jokes|steps|reasons|meaning"
    r"|summary of|overview of|explanation)\b"
    r"|(?:solve|calculate|compute|debug|code|convert) (?:the|this|these|for|a|an)\b[^.!?\n]{0,60}"
    r"\b(?:equation|problem|function|code|integral|derivative|script|algorithm|program"
    r"|expression)"
    r"|(?:what(?:'s| is| are| was| were| does| do)|who (?:is|was|wrote|invented|discovered"
    r"|painted|won)"
    r"|when (?:did|was|is)|where (?:is|was|are)|why (?:is|do|does|did|are)|how (?:do|does|can"
    r"|did|is|would"
    r"|to|many|far|long)|which (?:is|are|country|planet))\b"
    r"(?![^.!?\n]{0,80}\b(?:my|your|repay you)\b)"
    r"[^.!?\n]{3,140}\?)"
)
FOREIGN_TASK: Final = _sign(
    _START
    + r"(?:erkl\xe4re (?:mir|die|den|das|wie)|\xfcbersetze|schreibe? (?:mir )?(?:ein|eine|einen) "
    r"(?:gedicht|geschichte|aufsatz|programm)|wer (?:schrieb|erfand)|was ist die hauptstadt"
    r"|explique[z]?(?:-moi)? (?:la|le|les|comment)|tradui(?:s|sez)|[e\xe9]cri(?:s|vez) (?:un"
    r"|une) (?:po\xe8me"
    r"|histoire|essai)|quelle est la capitale|explica (?:la|el|c\xf3mo)|traduc(?:e|ir)"
    r"|escribe (?:un|una) "
    r"(?:poema|historia|ensayo)|cu\xe1l es la capital|spiega(?:mi)? (?:la|il|come)|traduci"
    r"|scrivi (?:un|una) "
    r"(?:poesia|storia|saggio)|qual \xe8 la capitale|leg (?:mij )?uit|vertaal"
    r"|schrijf een (?:gedicht|verhaal)"
    r"|wat is de hoofdstad)\b"
)
LURE: Final = _sign(
    r"\b(?:you won't believe what|one weird trick|download (?:this|the) (?:tool|software|app"
    r"|game)\b"
    r"[^.!?\n]{0,40}\b(?:www\.|https?:|from)|click here to claim)"
)
# A question or a task about these is what a vendor may well write.
ABOUT_BUSINESS: Final = _sign(
    r"\b(?:invoice|payment|pay|order|charge[ds]?|fees?|account|card|deliver\w*|ship\w*|return\w*"
    r"|refund"
    r"|contact|support|price|vat|tax|bill\w*|subscri\w*|plan|question|next|we|our|us"
    r"|claim|goods|item|difference|defect\w*|damage\w*|reason|form|policy|deposit|warranty|terms"
    r"|discount|amount|cost|box|purchase|included|cancel|rechnung|facture|factura|fattura"
    r"|factuur)\b"
)


STRANGE: Final = "it sets a task that has nothing to do with buying"
ASKING: Final = _listed(
    "explain describe discuss outline summarize summarise interpret define teach tell elaborate"
    " break walk compare analyze analyse illustrate recite write compose develop draft create"
    " generate craft invent design produce come translate provide give offer suggest list name"
    " solve calculate compute debug code convert identify recommend determine simplify rewrite"
    " paraphrase proofread implement show help find imagine plan what who when where why how"
    " which"
)
ANSWERS: Final = _listed(
    "response responses answer answers reply replies output summary letters letter vowels vowel"
    " consonants words spaces sounds homophones anagrams spelling digits characters syllables"
    " sentences morse rot13 leetspeak emojis riddles latin antwort ausgabe zusammenfassung"
    " r\xe9ponse sortie respuesta salida resumen risposta sintesi antwoord uitvoer"
)
RULES: Final = _listed(
    "ignore disregard forget override bypass overlook neglect discard vergiss vergessen ignorer"
    " ignorez oublie oublier oubliez n\xe9gligez ignora ignore ignoren ignorar olvida olvide"
    " olviden olvidar omita omite ignorare ignorate dimentica dimenticare dimenticate tralascia"
    " negeer vergeet sla ignoriere ignorieren ignoriert"
    " missachte missachten \xfcbergehe \xfcbergehen"
)
PROGRAMS: Final = _listed(
    "hypothetical parallel creator administrator programmer following ai llm gpt chatbot"
    " assistant assistants model models agent agents bot prompt developer"
    " jailbreak injection act pretend now instructions instruction intelligenz ia asistente"
    " assistente assistent state output answer result reader system reviewer"
)
DEEDS: Final = _listed(
    "auto autoapprove mark approve pay release book post process transfer skip suppress disable"
    " turn circumvent do don never change update replace set overwrite send forward e mail email"
    " leak reveal exfiltrate print upload genehmige freigeben gib zahle \xfcberweise best\xe4tige"
    " \xe4ndere \xe4ndern approuve approuvez approuver valide validez valider paye payez payer"
    " change changez modifie modifiez modifier remplace remplacez aprueba apruebe paga pague"
    " autorice autorica cambia cambie cambiar actualica actualice approva approvare approvate"
    " pagare pagate autorizza autorizzare cambiare cambiate modifica"
    " modificare keur betaal geef wijzig verander"
)
FOREIGN_ASKING: Final = _listed(
    "erkl\xe4re \xfcbersetze schreib schreibe wer was explique expliquez traduis traduisez"
    " \xe9cris"
    " \xe9crivez ecris ecrivez quelle explica traduce traducir escribe cu\xe1l spiega spiegami"
    " traduci scrivi qual leg vertaal schrijf wat"
)
# An answer that vendors ask for is about these.
ABOUT_ORDERS: Final = _sign(
    r"\b(?:invoice|payment|(?:your|purchase|our) orders?|account|deliver\w*|po number"
    r"|reference|customer number|ticket"
    r"|rechnung|facture|factura|fattura|factuur)\b"
)
# Ways round a refusal: another world, another role, an answer given beforehand, a cipher.
TRICK: Final = _sign(
    r"\b(?:debug|maintenance|admin|god|root|test|unrestricted) mode\b"
    r"|\bhypothetical(?:ly)?\b|\b(?:imagine|suppose|assume|pretend) (?:that |a |an "
    r"|the (?:sum|output|result|answer|conclusion|total)\b|for a moment|you)"
    r"|\bin (?:a|this) (?:world|universe|scenario|story|game)\b|\blet's (?:play|pretend"
    r"|imagine)\b|\blet's (?:state|say|claim|agree) that\b"
    r"|\b(?:print|output|return|say|respond|reply|answer|write)(?: back)?(?: with)?"
    r"(?: only| just| exactly| simply)* ?(?:the (?:words?|phrase|text|string) )?['\"\u201c]"
    r"|\b(?:consider|treat|count|interpret|take|regard|report)\b[^.!?\n]{0,40}"
    r"\b(?:output|result|answer|sum|total|value|population|conclusion)\b[^.!?\n]{0,20}\b(?:as"
    r"|to be)\b"
    r"|\bthe (?:correct|right|true|final|actual|expected) (?:answer|output|result|conclusion)\b"
    r"|\bas an? (?:authority|expert|professor|renowned|leading)\b[^.!?\n]{0,80}"
    r"\b(?:suggest|recommend|confirm|assure|advise|consider|urge|conclude)\b"
    r"|\bit is (?:critical|crucial|vital|essential|imperative) that you\b"
    r"|\b(?:when|while|before|after) (?:summari[sz]ing|translating|answering|processing"
    r"|analy[sz]ing"
    r"|reading|reviewing|evaluating) (?:this|the|it)\b"
    r"|\b(?:convince|persuade|encourage|urge|advise|instruct|invite|remind|tell|ask) (?:the "
    r"|all )?"
    r"(?:users?|readers?|recipients?|audience|listeners?)\b"
    r"|(?:\bquestion ?:[^|]{3,200}\banswer ?:[^|]{1,200}){2}"
    r"|\b(?:concatenate|combine|join|decode|decrypt|decipher|base64|rot13)\b[^.!?\n]{0,60}"
    r"\b(?:string|variable|following|above|below|message|parts?|text|and (?:follow|execute|run"
    r"|do))\b"
)
TRICKS: Final = _listed(
    "let mode hypothetical hypothetically imagine suppose assume pretend world universe scenario"
    " story"
    " game print output return say respond reply answer write consider treat count interpret take"
    " regard report correct right true final actual expected authority expert professor renowned"
    " leading critical crucial vital essential imperative summarizing summarising translating"
    " answering processing analyzing analysing reading reviewing evaluating convince persuade"
    " encourage urge advise instruct invite remind tell ask question concatenate combine join"
    " decode"
    " decrypt decipher"
)
LURES: Final = _listed("download click trick believe")
