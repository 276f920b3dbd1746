"""A real IMAP server (Dovecot) for one test, on this machine, with mails as files."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{home}/mail
passdb {{
  driver = static
  args = password=right
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Mailbox:
    """A running server and the folder its mails are files in."""

    port: int
    mail: Path
    count: int = 0

    def deliver(self, content: bytes) -> None:
        """Put one mail into the inbox, as a delivery agent does."""
        self.count += 1
        new = self.mail / "new"
        (new / f"{time.time_ns()}.{self.count}.here").write_bytes(content)
        _give_to_server(new)

    def begin_anew(self) -> None:
        """Make the mailbox anew: the same mails under other numbers."""
        for name in (
            "dovecot-uidlist",
            "dovecot-uidvalidity",
            "dovecot.index",
            "dovecot.index.log",
        ):
            (self.mail / name).unlink(missing_ok=True)
        for kept in self.mail.glob("dovecot-uidvalidity.*"):
            kept.unlink()


@contextmanager
def running(home: Path) -> Iterator[Mailbox]:
    """Run a server below a folder; the login is anybody, the password is "right"."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    for name in ("mail/new", "mail/cur", "mail/tmp", "run"):
        (home / name).mkdir(parents=True)
    for parent in home.parents:
        if parent.owner() == pwd.getpwuid(os.getuid()).pw_name and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    home.chmod(0o755)
    user, group = _user()
    port = _free_port()
    config = home / "dovecot.conf"
    config.write_text(CONFIG.format(home=home, user=user, group=group, port=port))
    _give_to_server(home / "mail")
    server = subprocess.Popen([program, "-F", "-c", str(config)])
    try:
        _wait_for(port, server, home / "log")
        yield Mailbox(port, home / "mail")
    finally:
        server.terminate()
        server.wait(10)


def is_installed() -> bool:
    return bool(shutil.which("dovecot")) or Path("/usr/sbin/dovecot").exists()


def _user() -> tuple[str, str]:
    """Return who serves: never root, which Dovecot refuses."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    me = pwd.getpwuid(os.geteuid())
    return me.pw_name, str(me.pw_gid)


def _give_to_server(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, *_user())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(100):
        assert server.poll() is None, log.read_text() if log.exists() else "Dovecot ended."
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(log.read_text() if log.exists() else "Dovecot does not listen.")
