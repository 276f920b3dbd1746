"""Records are compared, settled and closed."""
