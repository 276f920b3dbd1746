"""How references and names are spelled so that equal ones compare equal: one place, in SQL.

A bank keeps a reference without its separators, as digits alone, inside a sentence, or with one
digit wrong; a name in capitals, cut off, without its legal form. The keys made here undo that.
"""

MACROS = r"""
CREATE MACRO plain(x) AS regexp_replace(upper(strip_accents(x)), '[^A-Z0-9]+', '', 'g');
CREATE MACRO number_key(x) AS
    CASE WHEN starts_with(x, '0') AND regexp_full_match(x, '[0-9]+') THEN ltrim(x, '0') ELSE x END;
CREATE MACRO digits(x) AS ltrim(regexp_replace(x, '[^0-9]+', '', 'g'), '0');
CREATE MACRO tail(x) AS ltrim(regexp_extract(x, '([0-9]+)[^0-9]*$', 1), '0');
CREATE MACRO shape(x) AS
    regexp_replace(regexp_replace(x, '[0-9]', '9', 'g'), '[A-Z]', 'A', 'g');
CREATE MACRO name_words(x) AS trim(regexp_replace(
    ' ' || regexp_replace(replace(replace(
        lower(strip_accents(replace(x, 'ß', 'ss'))), '.', ''), '''', ''), '[^a-z0-9]+', '  ', 'g')
    || ' ',
    ' (gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|ek|ev|co|se|sa|sas|sarl|sl|slu|srl|spa|bv|nv|ltd|limited|llc'
    || '|llp|lp|plc|inc|incorporated|corp|corporation|company|ab|as|oy|aps|sro|pty|pte|and|und|et'
    || '|the) ', ' ', 'g'));
CREATE MACRO name_key(x) AS nullif(replace(replace(replace(
    replace(name_words(x), ' ', ''), 'ae', 'a'), 'oe', 'o'), 'ue', 'u'), '');
-- Some may come twice: nobody counts them, and to find that out takes longer than to make them.
CREATE MACRO grams(words) AS list_concat(
    words,
    list_transform(range(1, len(words)), lambda n: words[n] || words[n + 1]),
    list_transform(range(1, len(words) - 1), lambda n: words[n] || words[n + 1] || words[n + 2]),
    list_transform(range(1, len(words) - 2),
        lambda n: words[n] || words[n + 1] || words[n + 2] || words[n + 3]));
CREATE MACRO may_be_number(x) AS length(x) BETWEEN 4 AND 40 AND regexp_matches(x, '[0-9]');
-- The same of what is not plain yet: to make it plain takes ten times as long as to count.
CREATE MACRO may_name_number(x) AS CASE
    WHEN length(x) <= 40 AND regexp_matches(x, '([A-Za-z0-9][^A-Za-z0-9]*){4}')
    THEN regexp_matches(x, '[0-9]') ELSE may_be_number(plain(x)) END;
-- Numbers of a cheque, an order, a mandate; that of the creditor stands in all that is collected.
CREATE MACRO long_numbers(x) AS list_filter(
    regexp_extract_all(upper(strip_accents(x)), '[A-Z0-9]+'),
    lambda word: length(word) >= 6 AND regexp_matches(word, '[0-9]')
        AND NOT regexp_matches(word, '^[A-Z]{2}[0-9]{2}ZZZ'));
CREATE MACRO as_written(x) AS upper(trim(strip_accents(x), ' .,;:()[]#"''/'));
-- A name that a bank cut off; one that ends inside a number is another name: 88 is not 887.
CREATE MACRO is_cut_off(short, whole) AS starts_with(whole, short)
    AND NOT (regexp_matches(short, '[0-9]$')
        AND regexp_matches(substr(whole, length(short) + 1, 1), '[0-9]'));
CREATE MACRO same_name(a, b) AS
    a = b
    OR (length(a) >= 6 AND is_cut_off(a, b))
    OR (length(b) >= 6 AND is_cut_off(b, a))
    -- Branch 12 is not branch 13.
    OR (jaro_winkler_similarity(a, b) >= 0.94
        AND regexp_replace(a, '[^0-9]+', '', 'g') = regexp_replace(b, '[^0-9]+', '', 'g'));
CREATE MACRO payer(line_key, item_key, line_account, item_account, text) AS
    CASE
        WHEN line_key = item_key THEN 'known'
        WHEN line_account = item_account THEN 'known'
        WHEN item_key IS NULL THEN 'unknown'
        WHEN line_key IS NOT NULL AND same_name(line_key, item_key) THEN 'known'
        WHEN length(item_key) >= 5 AND contains(text, item_key) THEN 'known'
        WHEN line_key IS NULL THEN 'unknown'
        ELSE 'other'
    END;
CREATE MACRO text_of(party, reference, memo) AS
    lower(plain(concat_ws('', party, reference, memo)));
CREATE MACRO in_time(days) AS days IS NULL
    OR days BETWEEN -getvariable('days_before')::INT AND getvariable('days_after')::INT;
CREATE MACRO in_reference_time(days) AS days IS NULL
    OR days BETWEEN -30 AND getvariable('reference_days_after')::INT;
CREATE MACRO is_near(words, ref) AS
    length(ref) >= 6 AND len(list_filter(
        list_filter(words, lambda x: abs(length(x) - length(ref)) <= 1),
        lambda x: damerau_levenshtein(x, ref) <= 1)) > 0;
-- The line names a number of the shape of this item's, and it is another number; of digits alone,
-- one more or less is the same shape.
CREATE MACRO names_another(words, ref) AS
    len(list_filter(
        list_filter(words, lambda x: length(x) >= 6 AND (shape(x) = shape(ref) OR (
            abs(length(x) - length(ref)) <= 1 AND regexp_full_match(x || ref, '[0-9]+')))),
        lambda x: damerau_levenshtein(x, ref) > 1)) > 0;
-- What an item comes to after a discount of the terms, rounded once: half up, or cut off.
CREATE MACRO discounted(owed, ppm) AS
    owed - (owed * ppm + sign(owed) * 500000)::BIGINT // 1000000;
CREATE MACRO discounted_down(owed, ppm) AS owed - (owed * ppm)::BIGINT // 1000000;
"""
# Pairs of one amount whose payer is the same by name, account or a word of the text: found once a
# round, and read through a view that knows only what is still open.
SAME_AMOUNT_AND_PAYER = (
    """
    CREATE OR REPLACE TEMP TABLE alike AS
    SELECT l.id AS line, i.id AS item, l.name, i.name AS item_name, l.text FROM l JOIN (
        SELECT *, count(*) OVER (PARTITION BY currency, amount) AS alike FROM i
        WHERE name IS NOT NULL
    ) AS i ON l.currency = i.currency AND l.amount = i.amount
    WHERE i.alike <= 50 AND l.name IS DISTINCT FROM i.name
    """,
    """
    CREATE OR REPLACE TEMP TABLE same_pair AS
    SELECT l.id AS line, i.id AS item FROM l JOIN i
        ON l.currency = i.currency AND l.amount = i.amount AND l.name = i.name
    UNION
    SELECT l.id, i.id FROM l JOIN i
        ON l.currency = i.currency AND l.amount = i.amount AND l.party_account = i.party_account
    UNION
    SELECT line, item FROM alike WHERE payer(name, item_name, NULL, NULL, text) = 'known'
    """,
    # Where the account stands on both sides, they must agree.
    """
    CREATE OR REPLACE VIEW same_amount_and_payer AS
    SELECT line, item, i.amount AS part, l.day - i.day AS days, l.words_together, i.ref
    FROM same_pair JOIN l ON l.id = same_pair.line JOIN i ON i.id = same_pair.item
    WHERE l.amount <> 0 AND l.nature IS DISTINCT FROM 'return'
        AND (i.account IS NULL OR i.account = l.account)
    """,
)

# Names as the books spell them: one that a bank cut off is the only one that begins like it.
PARTIES = (
    """
    CREATE OR REPLACE TEMP TABLE party AS
    SELECT raw, plain(raw) AS plain, name_key(raw) AS name, bool_or(ours) AS ours FROM (
        SELECT party AS raw, false AS ours FROM line UNION ALL SELECT party, true FROM item
    ) WHERE raw IS NOT NULL GROUP BY raw
    """,
    """
    CREATE OR REPLACE TEMP TABLE cut_off AS
    SELECT short.raw, min(whole.name) AS name
    FROM party AS short JOIN party AS whole
        ON left(short.plain, 10) = left(whole.plain, 10)
    WHERE length(short.plain) >= 10 AND NOT short.ours AND whole.ours
        AND is_cut_off(short.plain, whole.plain)
        AND short.name NOT IN (SELECT name FROM party WHERE ours AND name IS NOT NULL)
    GROUP BY short.raw HAVING count(DISTINCT whole.name) = 1
    """,
    # What somebody else goes by as well is nobody's other name.
    """
    CREATE OR REPLACE TEMP TABLE also_called AS
    SELECT name_key(name) AS name, min(name_key(means)) AS means FROM alias
    GROUP BY name_key(name) HAVING count(DISTINCT name_key(means)) = 1
    """,
    """
    CREATE OR REPLACE TEMP TABLE known AS
    SELECT party.raw, coalesce(also_called.means, cut_off.name, party.name) AS name
    FROM party LEFT JOIN cut_off ON cut_off.raw = party.raw
    LEFT JOIN also_called ON also_called.name = party.name
    """,
)
# What a run works on: every line and item that is still open, with its keys.
PREPARE = (
    """
    CREATE OR REPLACE TEMP TABLE l AS
    SELECT line.* EXCLUDE (code), known.name
    FROM line LEFT JOIN known ON known.raw = line.party
    WHERE line.id NOT IN (SELECT line FROM hit)
    """,
    """
    CREATE OR REPLACE TEMP TABLE i AS
    SELECT item.* EXCLUDE (party, record_id, whole), plain(reference) AS ref, known.name
    FROM item LEFT JOIN known ON known.raw = item.party
    WHERE item.id NOT IN (SELECT item FROM hit WHERE item IS NOT NULL)
    """,
    """
    CREATE OR REPLACE TEMP TABLE found (
        line BIGINT, item BIGINT, number VARCHAR, length BIGINT, is_whole BOOLEAN,
        is_together BOOLEAN, type VARCHAR, paid BIGINT, owed BIGINT, currency VARCHAR,
        item_currency VARCHAR, other_amount BIGINT, other_currency VARCHAR, is_return BOOLEAN,
        days BIGINT, name VARCHAR, item_name VARCHAR, payer VARCHAR
    )
    """,
)
_NUMBERS_OF_LINES = """
    CREATE OR REPLACE TEMP TABLE number_of_line AS
    SELECT number_key(key) AS key, id, bool_and(is_together) AS is_together FROM ({numbers})
    WHERE length(number_key(key)) >= 4 GROUP BY ALL
"""
# Of the numbers of items only those count that some line names; one that many have is none.
_NUMBERS_OF_ITEMS = """
    CREATE OR REPLACE TEMP TABLE number_of_item AS
    WITH named AS (SELECT DISTINCT key FROM number_of_line), own AS MATERIALIZED (
        SELECT number_key(key) AS key, id, bool_or(is_whole) AS is_whole
        FROM ({numbers}) AS number SEMI JOIN named ON named.key = number_key(number.key)
        WHERE may_be_number(number.key) GROUP BY ALL
    )
    SELECT key, id, is_whole FROM own
    JOIN (SELECT key, count(*) AS alike FROM own GROUP BY key) AS counted USING (key)
    WHERE alike <= CASE WHEN is_whole THEN 5000 ELSE 20 END
"""
_WORDS = """
    SELECT id, word AS key, false AS is_together FROM (SELECT id, unnest(words) AS word FROM l)
    WHERE may_be_number(word)
"""
# As the writer set them apart: what stands between two spaces, whatever separates its pieces.
_WHOLE_WORDS = """
    SELECT id, plain(word) AS key, false AS is_together FROM (
        SELECT id, unnest(string_split(concat_ws(' ', reference, memo), ' ')) AS word FROM l
    ) WHERE length(word) BETWEEN 6 AND 60 AND regexp_matches(word, '[0-9]')
"""
_WHOLE_NUMBERS = """
    SELECT id, ref AS key, true AS is_whole FROM i
    UNION ALL
    SELECT id, plain(unnest(string_split(also, ' '))), true FROM i WHERE also IS NOT NULL
"""
# The numbers that stand in the text of the lines, as the items know them. The pairs are joined to
# lines and items by their ids alone: equal amounts are compared afterwards, among few rows. The
# longest number of a pair is found as text that its length, one sign, begins.
_FIND = """
INSERT INTO found
WITH pair AS MATERIALIZED (
    SELECT a.id AS line, b.id AS item,
        substring(max(chr(length(a.key)::INT + 32) || a.key), 2) AS number,
        bool_or(b.is_whole) AS is_whole, bool_and(a.is_together) AS is_together
    FROM number_of_line AS a JOIN number_of_item AS b ON a.key = b.key GROUP BY a.id, b.id
), named AS MATERIALIZED (
    SELECT line, item, number, length(number) AS length, is_whole, is_together, i.type,
        l.amount AS paid, i.amount AS owed, l.currency,
        i.currency AS item_currency, l.other_amount, l.other_currency,
        coalesce(l.nature = 'return', false) AS is_return, l.day - i.day AS days,
        l.name, i.name AS item_name, l.party_account, i.party_account AS item_account,
        l.party, l.reference, l.memo, i.account IS NULL OR i.account = l.account AS is_here
    FROM pair JOIN l ON l.id = pair.line JOIN i ON i.id = pair.item
)
SELECT line, item, number, length, is_whole, is_together, type, paid, owed, currency,
    item_currency, other_amount, other_currency, is_return, days, name, item_name,
    payer(name, item_name, party_account, item_account, text_of(party, reference, memo))
FROM named WHERE is_here AND paid <> 0 AND in_reference_time(days){only}
"""
_EVERY_WORD = """
    {words}
    UNION ALL
    SELECT id, digits(word), false FROM (SELECT id, unnest(words) AS word FROM l)
    WHERE length(digits(word)) >= 5
    UNION ALL SELECT id, unnest(words_together), true FROM l
"""
_EVERY_NUMBER = """
    {whole}
    UNION ALL SELECT id, digits(ref), length(digits(ref)) >= 8 FROM i WHERE length(digits(ref)) >= 5
    UNION ALL SELECT id, tail(reference), false FROM i WHERE length(tail(reference)) >= 4
"""
# First whole numbers as one word: they explain most lines, and are looked up fastest. Only equal
# amounts count of them, compared so that no join is made of it.
FIND_WHOLE = (
    _NUMBERS_OF_LINES.format(numbers=_WHOLE_WORDS),
    _NUMBERS_OF_ITEMS.format(numbers=_WHOLE_NUMBERS),
    _FIND.format(only=" AND paid - owed = 0"),
)
# Then, of what is still open, the digits alone, the last digits, and pieces that stand apart.
FIND_ALL = (
    "DELETE FROM found",
    """
    CREATE OR REPLACE TEMP TABLE l AS
    SELECT *, text_of(party, reference, memo) AS text,
        list_filter(grams(words[:24]), lambda x: may_be_number(x)) AS words_together
    FROM (
        SELECT *, regexp_extract_all(
            upper(strip_accents(concat_ws(' ', reference, memo))), '[A-Z0-9]+') AS words
        FROM l
    )
    """,
    _NUMBERS_OF_LINES.format(numbers=_EVERY_WORD.format(words=_WORDS)),
    _NUMBERS_OF_ITEMS.format(numbers=_EVERY_NUMBER.format(whole=_WHOLE_NUMBERS)),
    _FIND.format(only=""),
    # What lists several items pays them all, or nobody knows which.
    """
    CREATE OR REPLACE TEMP TABLE lists_several AS
    SELECT line FROM found WHERE is_whole GROUP BY line HAVING count(DISTINCT number) > 1
    """,
)
