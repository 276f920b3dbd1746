"""Readers: bytes in, values out, one file per format."""
