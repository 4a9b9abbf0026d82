"""Import and export: people from files, and everything stored as files."""

from __future__ import annotations

from adapters.files.arrivals import Row, Skipped, read_file
from adapters.files.export import write_csv, write_json

__all__ = ["Row", "Skipped", "read_file", "write_csv", "write_json"]
