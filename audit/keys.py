"""The key that signs checkpoints, and the public keys that are trusted to have signed them.

The private key is a file that only its owner reads. Every public key this installation has
signed with stands in a file beside it, one C2SP verifier key a line.
"""

import base64
import fcntl
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from audit.verifier import ORIGIN, keys_in, signing_key_id

_ED25519 = b"\x01"


def signing_key() -> Ed25519PrivateKey:
    """Return the key that signs checkpoints; the first one to ask makes it."""
    path = Path(settings.AUDIT_SIGNING_KEY)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (path.parent / f"{path.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} does not hold an Ed25519 key.")
    return key


def trusted_keys() -> dict[str, bytes]:
    """Return the public keys by their key id."""
    own = signing_key().public_key().public_bytes_raw()
    keys = {signing_key_id(own): own}
    path = _public_file()
    if path.exists():
        keys |= keys_in(path.read_text(encoding="utf-8"))
    return keys


def verifier_key(public_key: bytes) -> str:
    """Write a public key as C2SP does: name, key id and key in one line."""
    encoded = base64.b64encode(_ED25519 + public_key).decode()
    return f"{ORIGIN}+{signing_key_id(public_key)}+{encoded}"


def _public_file() -> Path:
    return Path(settings.AUDIT_SIGNING_KEY).with_suffix(".pub")


def _make(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    with os.fdopen(
        os.open(_public_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), "a"
    ) as file:
        file.write(verifier_key(key.public_key().public_bytes_raw()) + "\n")
    draft.rename(path)
