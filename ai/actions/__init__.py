"""What happens to sources: registered, approved, withdrawn; and what people say of their data."""
