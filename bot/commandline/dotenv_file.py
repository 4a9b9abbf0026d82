"""Writes settings into `.env`: what stands there stays, the names given get their value, and only its owner can read it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_settings(path: Path, values: Mapping[str, str]) -> None:
    """Set these names in the file, all or none of them; it is made if there is none, with mode 0600."""
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    for name, value in values.items():
        line = f"{name}={_quoted(value)}"
        found = [
            n for n, old in enumerate(lines) if re.match(rf"\s*(?:export\s+)?{re.escape(name)}\s*=", old)
        ]
        example = [n for n, old in enumerate(lines) if re.match(rf"#\s*{re.escape(name)}=", old)]
        if found:
            lines[found[-1]] = line
        elif example:
            lines[example[-1]] = line
        else:
            lines.append(line)
    # Mode 0600 from the first moment on.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".env.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _quoted(value: str) -> str:
    """As python-dotenv reads it back."""
    if re.fullmatch(r"[A-Za-z0-9_.:/@+-]*", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
