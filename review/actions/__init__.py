"""What people do with cases."""
