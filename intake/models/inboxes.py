"""Places that are looked at for new files: a folder here, a mailbox elsewhere."""

from enum import StrEnum

from django.db import models

from core import enums


class InboxKind(StrEnum):
    """Where an inbox looks."""

    FOLDER = "folder"
    MAILBOX = "mailbox"
    SOURCES = "sources"  # a folder of what may be quoted once it is approved


class Inbox(models.Model):
    """One watched folder or IMAP mailbox, and how far it has been emptied.

    Passwords are never here: `secret` names a file that only the machine's keepers can write.
    """

    name = models.TextField(unique=True)
    kind = models.TextField(choices=enums.choices(InboxKind))
    entity = models.TextField(null=True)
    is_paused = models.BooleanField(default=False)
    folder = models.TextField(null=True, help_text="Below the folder that is watched.")
    host = models.TextField(null=True)
    port = models.IntegerField(null=True)
    is_tls = models.BooleanField(default=True)
    login = models.TextField(null=True)
    secret = models.TextField(null=True)
    mailbox = models.TextField(default="INBOX")
    uid_validity = models.BigIntegerField(null=True)  # RFC 9051, 2.3.1.1
    last_uid = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    last_run_at = models.DateTimeField(null=True)
    last_problem = models.TextField(null=True)
    last_refusal = models.TextField(null=True)  # the file that was moved aside last, and why
    set_up_by = models.TextField(null=True)
    busy_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_inbox_says_where_it_looks",
                condition=models.Q(kind="folder", folder__isnull=False)
                | models.Q(
                    kind="mailbox", host__isnull=False, login__isnull=False, secret__isnull=False
                )
                | models.Q(kind="sources", folder__isnull=False, set_up_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it looks, in words."""
        if self.kind != InboxKind.MAILBOX.value:
            return f"{self.folder}/"
        return f"{self.login} at {self.host}, {self.mailbox}"
