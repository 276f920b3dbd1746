"""Each file is one command: thin, one call."""
