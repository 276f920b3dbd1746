"""The interchanges written for these tests."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "samples" / "edi"
HEADER = (
    "ISA*00*          *00*          *ZZ*NORDWINDEDI    *12*6125550100     *260416*0930*U*00401"
    "*000000412*0*P*>~"
)


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def interchange(*sets: str, group: str = "IN", control: str = "000000412") -> bytes:
    """Return sets, each a segment a line without its frame's trailers, as one interchange."""
    lines = [
        HEADER.replace("000000412", control),
        f"GS*{group}*NORDWINDEDI*6125550100*20260416*0930*412*X*004010~",
    ]
    for number, body in enumerate(sets, 1):
        code, *segments = body.split("\n")
        lines.append(f"ST*{code}*{number:04d}~")
        lines += [f"{segment}~" for segment in segments]
        lines.append(f"SE*{len(segments) + 2}*{number:04d}~")
    return "\n".join([*lines, f"GE*{len(sets)}*412~", f"IEA*1*{control}~"]).encode()
