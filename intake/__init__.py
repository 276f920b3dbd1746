"""Whatever reached us, and what we understood of it."""
