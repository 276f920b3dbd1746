"""What every child process does: it lowers its own limits, and speaks in the layout of `child.py`.

Lengths, one JSON object, raw parts. Memory is limited before the first byte arrives, processor time
anew for each request.
"""

import json
import resource
import socket
import struct

HEAD = struct.Struct(">II")
SIZE = struct.Struct(">Q")

Answer = tuple[dict[str, object], list[bytes]]


def read_request(sock: socket.socket) -> Answer:
    """One request."""
    head_size, count = HEAD.unpack(_exactly(sock, HEAD.size))
    sizes = [SIZE.unpack(_exactly(sock, SIZE.size))[0] for _ in range(count)]
    said = json.loads(_exactly(sock, head_size))
    return said, [_exactly(sock, size) for size in sizes]


def write_answer(sock: socket.socket, said: dict[str, object], parts: list[bytes]) -> None:
    """One answer."""
    head = json.dumps(said).encode()
    sizes = b"".join(SIZE.pack(len(part)) for part in parts)
    sock.sendall(HEAD.pack(len(head), len(parts)) + sizes + head)
    for part in parts:
        sock.sendall(part)


def limit_memory(size: int, *, kind: int = resource.RLIMIT_AS, files: int = 32) -> None:
    """No more memory, files or core dumps than the work needs."""
    resource.setrlimit(kind, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """The processor time of this request, on top of what earlier ones took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))


def _exactly(sock: socket.socket, size: int) -> bytes:
    """So many bytes; the end of the socket ends the child."""
    buffer = bytearray(size)
    view, done = memoryview(buffer), 0
    while done < size:
        got = sock.recv_into(view[done:])
        if got == 0:
            raise SystemExit(0)
        done += got
    return bytes(buffer)
