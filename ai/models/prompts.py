"""Versions of the prompts, and which of them is asked with."""

from django.db import models


class PromptVersion(models.Model):
    """One version of a prompt file by its hash. Only the one in use is asked with."""

    name = models.TextField()
    version = models.CharField(max_length=64, help_text="SHA-256 of the text.")
    text = models.TextField()
    added_at = models.DateTimeField()
    is_in_use = models.BooleanField(default=False)
    promoted_by = models.TextField(null=True, help_text="A person, or the release for the first.")
    promoted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "version"], name="one_row_per_prompt_version"),
            models.UniqueConstraint(
                fields=["name"],
                name="one_version_in_use_per_prompt",
                condition=models.Q(is_in_use=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}@{self.version[:12]}"
