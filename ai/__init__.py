"""The one door to models and approved sources."""
