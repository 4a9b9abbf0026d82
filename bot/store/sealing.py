"""Sealing what must not be readable in the database: tokens of other workspaces.

The key is not in the database: whoever takes the file away has no tokens. Several keys, newest first, let a key be changed:
what an older one sealed can still be opened, and is sealed anew with the newest the next time it is kept.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from bot.errors import HellobackError, SettingsError

KEY_MIN = 16  # characters
_PURPOSE = b"helloback: tokens of workspaces"  # the same secret also signs sessions; the keys differ


class CannotOpen(HellobackError):
    """Sealed with a key that we do not have, or changed since."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} cannot be read: it was sealed with another HELLOBACK_SECRET_KEY. Put the old one behind the new one, "
            "separated by a comma, or install the app there again."
        )


class Seal:
    """Seals values for one purpose each: what was sealed for one workspace does not open for another."""

    def __init__(self, secret: str) -> None:
        """Make the keys; `secret` is HELLOBACK_SECRET_KEY, several separated by commas, newest first.

        Raises:
            SettingsError: there is none, or one is too short.
        """
        from cryptography.fernet import Fernet, MultiFernet

        secrets = [part.strip() for part in secret.split(",") if part.strip()]
        if not secrets or any(len(part) < KEY_MIN for part in secrets):
            raise SettingsError(
                f"HELLOBACK_SECRET_KEY: at least {KEY_MIN} characters are needed to keep tokens sealed. "
                "`helloback secret` makes one."
            )
        self._keys = MultiFernet([Fernet(_key(part)) for part in secrets])

    def close(self, whose: str, value: Mapping[str, Any]) -> str:
        """Sealed; `whose` has to be said again to open it."""
        return self._keys.encrypt(json.dumps([whose, dict(value)]).encode()).decode()

    def open(self, whose: str, sealed: str) -> dict[str, Any]:
        """What was sealed; raises `CannotOpen` for another key, another owner, or a changed value."""
        from cryptography.fernet import InvalidToken

        try:
            owner, value = json.loads(self._keys.decrypt(sealed.encode()))
        except (InvalidToken, ValueError) as error:
            raise CannotOpen(whose) from error
        if owner != whose:
            raise CannotOpen(whose)
        return dict(value)


def _key(secret: str) -> bytes:
    """A key for Fernet from a secret of any length."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(made)
