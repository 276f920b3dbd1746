"""What runs by the clock. Each entry names a job and how often it is due."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Repeated:
    """One job and the time between two runs."""

    job: str
    every: timedelta
    queue: str = "default"


REPEATED: tuple[Repeated, ...] = ()
