"""Static files: named by their content once collected, by their own name before that."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # no types
    """Serves files that browsers may keep for good, and works without collecting in tests."""

    def stored_name(self, name: str) -> str:
        """Return the name with its hash, or as it is where nothing was collected."""
        if not self.hashed_files:
            return name
        stored: str = super().stored_name(name)
        return stored
