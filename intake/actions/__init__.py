"""What is done with what reaches us: received, unpacked, read, identified, its rows imported."""
