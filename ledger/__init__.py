"""The books: accounts, periods, entries that balance."""
