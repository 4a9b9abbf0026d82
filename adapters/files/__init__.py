"""Import and export: people from files, and everything stored as files."""
