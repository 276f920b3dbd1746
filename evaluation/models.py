"""What was measured: runs over labelled sets, their scores by slice, and what came out wrong."""

from django.db import models


class Run(models.Model):
    """One run of the current configuration over a labelled set."""

    labels = models.TextField(help_text="The name of the labels' file.")
    labels_sha256 = models.CharField(max_length=64)
    code_version = models.TextField()
    policy_version = models.TextField()
    run_at = models.DateTimeField()
    run_by = models.TextField()
    seconds = models.FloatField()
    documents = models.IntegerField()
    already_here = models.IntegerField(help_text="Files whose standing case was scored.")
    problems = models.JSONField(default=list)
    cost = models.TextField(default="0", help_text="What model calls cost; nothing without one.")

    def __str__(self) -> str:
        return self.run_id

    @property
    def run_id(self) -> str:
        """The name people and `--against` use."""
        return f"R-{self.pk}"


class Score(models.Model):
    """So many right of so many, in one slice of one run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="scores")
    slice_name = models.TextField()
    slice_value = models.TextField()
    measure = models.TextField()
    right = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["run", "slice_name", "slice_value", "measure"],
                name="one_score_per_run_slice_and_measure",
            ),
            models.CheckConstraint(
                condition=models.Q(right__gte=0, right__lte=models.F("n")),
                name="never_more_right_than_scored",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.right}/{self.n}"


class Miss(models.Model):
    """One thing that came out otherwise than labelled."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="misses")
    file = models.TextField()
    place = models.TextField()
    name = models.TextField()
    expected = models.TextField(null=True)
    actual = models.TextField(null=True)

    def __str__(self) -> str:
        return f"{self.place} of {self.file}"
