"""What intake decides: plain functions on frozen values."""
