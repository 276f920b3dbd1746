"""The pages of intake: uploads, documents, master data."""
