"""The wiring as a Django app, so that its commands, checks and static files are found."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Registers the start-up checks."""

    name = "backoffice"

    def ready(self) -> None:
        """Load the checks once every app is there."""
        from backoffice import checks

        checks.register()
