"""The child process that looks for what is dangerous in PDFs, and takes card numbers out of them.

Run as a script. It lowers its own limits before the first byte arrives.
Requests and answers have the layout of `child.py`: lengths, one JSON object, raw parts.
"""

import io
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium

sys.path.append(str(Path(__file__).parents[2]))
from intake.formats import pdf_redaction, pdf_unseen
from intake.formats.limited_child import (
    Answer,
    limit_memory,
    limit_time,
    read_request,
    write_answer,
)
from intake.formats.pdf_drawing import PEN

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 3
MAX_TEXT = 4_000_000
MAX_PAGES = 400
MAX_LOOKED_AT = 40  # pages that a reader reads
SENTENCE = 12  # characters of the shortest string that may say something
MAX_STRINGS = 50_000
MAX_STRING = 20_000
MAX_OBJECTS = 200_000
MAX_STREAM = 20 * 1024 * 1024
MAX_FILES = 50
SHORTEST = 12  # digits of the shortest card number


# --- looking -------------------------------------------------------------------------------------


def look(_: dict[str, object], parts: list[bytes]) -> Answer:
    """All text of the pages, all strings beside the pages, and the embedded files."""
    texts, hidden = page_texts(parts[0])
    scripts: list[str] = []
    strings: list[str] = []
    files: list[tuple[str, bytes]] = []
    try:
        with pikepdf.open(io.BytesIO(parts[0])) as pdf:
            strings = list(dict.fromkeys(strings_of(pdf)))
            files = [(name, stream.read_bytes()) for name, stream in file_streams(pdf)]
            scripts = sorted(set(scripts_of(pdf)))
    except (pikepdf.PdfError, pikepdf.PasswordError):
        if not texts:
            raise
    names = [name for name, _ in files]
    said: dict[str, object] = {"texts": texts, "strings": strings, "names": names}
    return {**said, "hidden": hidden, "scripts": scripts}, [data for _, data in files]


def page_texts(content: bytes) -> tuple[list[str], list[list[object]]]:
    """The text of each page, a character for each that stands there; and the words unseen."""
    texts: list[str] = []
    hidden: list[list[object]] = []
    total = 0
    PEN.forget()
    with pdfium.PdfDocument(content) as pdf:
        for index in range(min(len(pdf), MAX_PAGES)):
            page = pdf[index]
            textpage = page.get_textpage()
            texts.append(pdf_redaction.characters(textpage))
            total += len(texts[-1])
            unseen = pdf_unseen.unseen(page, textpage) if index < MAX_LOOKED_AT else set()
            if unseen:
                hidden.append([index + 1, pdf_unseen.words_at(texts[-1], unseen)])
            textpage.close()
            page.close()
            if total > MAX_TEXT:
                break
    return texts, hidden


def strings_of(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every string beside the pages that has digits enough, and the metadata streams."""
    for holder in holders(pdf):
        for _, text in strings_in(holder):
            is_said = len(text) >= SENTENCE and " " in text
            if is_said or sum(map(str.isdecimal, text)) >= SHORTEST:
                yield text[:MAX_STRING]
    for stream in streams(pdf):
        if stream.get("/Type") == "/Metadata":
            yield stream.read_bytes().decode("utf-8", "replace")


def holders(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The dictionaries and arrays of a file, those inside others too."""
    todo: list[pikepdf.Object] = [pdf.trailer, *pdf.objects]
    seen = 0
    while todo and seen < MAX_OBJECTS:
        found = todo.pop()
        seen += 1
        if isinstance(found, pikepdf.Stream):
            found = found.stream_dict
        if isinstance(found, pikepdf.Dictionary):
            yield found
            inside = [value for _, value in found.items()]
        elif isinstance(found, pikepdf.Array) and len(found) < MAX_STRINGS:
            yield found
            inside = list(found)
        else:
            continue
        todo += [
            each
            for each in inside
            if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect
        ]


def strings_in(holder: pikepdf.Object) -> Iterator[tuple[str | int, str]]:
    """The strings right inside a dictionary or an array, with their keys."""
    pairs: list[tuple[str | int, object]] = []
    if isinstance(holder, pikepdf.Dictionary):
        pairs += holder.items()
    else:
        pairs += enumerate(holder)
    for key, value in pairs:
        if isinstance(value, pikepdf.String):
            yield key, str(value)


def scripts_of(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What in the file would do something by itself in a careless viewer."""
    for holder in holders(pdf):
        if not isinstance(holder, pikepdf.Dictionary):
            continue
        action = str(holder.get("/S", ""))
        if "/JS" in holder or action == "/JavaScript":
            yield "a script"
        if action in {"/Launch", "/SubmitForm", "/ImportData", "/GoToR"}:
            yield "an action that leaves the file"
        if "/RichMedia" in str(holder.get("/Subtype", "")) or "/XFA" in holder:
            yield "an active form or medium"


def streams(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    """The streams of a file."""
    for count, found in enumerate(pdf.objects):
        if count >= MAX_OBJECTS:
            break
        if isinstance(found, pikepdf.Stream):
            yield found


def file_streams(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Stream]]:
    """The embedded files, in the order of the file."""
    found: list[tuple[str, pikepdf.Stream]] = []
    for holder in holders(pdf):
        if isinstance(holder, pikepdf.Dictionary) and isinstance(
            holder.get("/EF"), pikepdf.Dictionary
        ):
            name = str(holder.get("/UF", holder.get("/F", "")))
            stream = holder.EF.get("/F", holder.EF.get("/UF"))
            if isinstance(stream, pikepdf.Stream) and len(found) < MAX_FILES:
                found.append((name, stream))
    return found


# --- taking out ----------------------------------------------------------------------------------


def redact(said: dict[str, object], parts: list[bytes]) -> Answer:
    """The file without the characters, strings and files that are named.

    `pages` maps a page to the places of the characters to hide; `flat` names the pages to be made
    pictures of, because hiding alone did not help; `strings` maps texts to what they become;
    `numbers` maps digits to what they become in any stream; `files` maps an embedded file to the
    part that replaces it.
    """
    content = pdf_redaction.without_characters(
        parts[0], spans_of(said["pages"]), set(spans_of(said["flat"]))
    )
    strings, numbers = texts_of(said["strings"]), texts_of(said["numbers"])
    replaced = {int(index): parts[int(part)] for index, part in texts_of(said["files"]).items()}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for index, (_, stream) in enumerate(file_streams(pdf)):
            if index in replaced:
                stream.write(replaced[index])
        for holder in holders(pdf):
            for key, text in list(strings_in(holder)):
                if text in strings:
                    holder[key] = pikepdf.String(strings[text])
        for stream in streams(pdf):
            sweep(stream, strings, numbers)
        out = io.BytesIO()
        pdf.save(out)
    return {}, [out.getvalue()]


def spans_of(said: object) -> dict[int, pdf_redaction.Spans]:
    """What was asked for, page by page."""
    return {int(page): spans for page, spans in dict(said).items()}  # type: ignore[call-overload]


def texts_of(said: object) -> dict[str, str]:
    """What was asked for, text by text."""
    return {str(old): str(new) for old, new in dict(said).items()}  # type: ignore[call-overload]


def sweep(stream: pikepdf.Stream, strings: dict[str, str], numbers: dict[str, str]) -> None:
    """Hide numbers that stand in a stream as they are: in metadata, forms, page content."""
    if stream.get("/Subtype") == "/Image" or stream.get("/Type") == "/EmbeddedFile":
        return
    try:
        data = stream.read_bytes()
    except pikepdf.PdfError:
        return
    changed = data
    if stream.get("/Type") == "/Metadata":
        text = data.decode("utf-8", "replace")
        changed = strings[text].encode() if text in strings else data
    for old, new in numbers.items():
        changed = changed.replace(old.encode(), new.encode())
    if changed != data:
        stream.write(changed)


ACTIONS: dict[str, Callable[[dict[str, object], list[bytes]], Answer]] = {
    "look": look,
    "redact": redact,
}


def main() -> None:
    """Answer requests until the parent hangs up."""
    limit_memory(MEMORY)
    sock = socket.socket(fileno=0)
    while True:
        said, parts = read_request(sock)
        limit_time(CPU_SECONDS)
        try:
            answer = ACTIONS[str(said["do"])](said, parts)
        except MemoryError:
            answer = {"error": "it needs more memory than allowed"}, []
        except (
            pdfium.PdfiumError,
            pikepdf.PdfError,
            pikepdf.PasswordError,
            ValueError,
            RuntimeError,
            OSError,
            TypeError,
            KeyError,
            AttributeError,
        ) as error:
            answer = {"error": str(error) or type(error).__name__}, []
        write_answer(sock, *answer)


if __name__ == "__main__":
    main()
