"""What is asked of the measured runs: by their page, by the command."""
