"""What evaluation does: replaying, running, labelling."""
