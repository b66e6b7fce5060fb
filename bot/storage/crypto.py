"""What a stolen database does not tell: values are sealed with AES-GCM, and found again by keyed hash.

A sealed value is `version (1) · length of key id (1) · key id · nonce (12) · ciphertext and tag`. The context (table
and column) is authenticated, so a value moved to another column does not open. Several key ids can be read; the first
one writes, which is how keys are rotated.
"""

import hmac
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.errors import BadSettings, WrongKey
from bot.i18n import gettext as _

_VERSION: Final = 1
_NONCE: Final = 12


def _derive(material: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"puente:{purpose}".encode()).derive(material.encode())


def parse_keys(text: str) -> dict[str, str]:
    """`id:key,id:key` → ids and key material, in order. Raises BadSettings when it is not of that form."""
    keys: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, mark, material = part.partition(":")
        if not mark or not name or len(name) > 32 or len(material) < 16 or name in keys:
            raise BadSettings(_("PUENTE_DATA_KEYS: se espera id:clave,id:clave, con claves de al menos 16 caracteres"))
        keys[name] = material
    if not keys:
        raise BadSettings("PUENTE_DATA_KEYS: no key")
    return keys


class Vault:
    """Seals and opens values. `data_keys` by id, the first one writes; `secret` keys the look-up hash."""

    def __init__(self, data_keys: Mapping[str, str], secret: str) -> None:
        self._ciphers = {name: AESGCM(_derive(material, "data")) for name, material in data_keys.items()}
        self._writer = next(iter(self._ciphers))
        self._lookup = _derive(secret, "lookup")

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt `text` for one place (`table.column`)."""
        nonce = os.urandom(_NONCE)
        name = self._writer.encode()
        sealed = self._ciphers[self._writer].encrypt(nonce, text.encode(), context.encode())
        return bytes((_VERSION, len(name))) + name + nonce + sealed

    def open(self, blob: bytes, context: str) -> str:
        """The text again. Raises WrongKey when no configured key opens it, or it was changed or moved."""
        if len(blob) < 2 or blob[0] != _VERSION:
            raise WrongKey("a sealed value is damaged")
        end = 2 + blob[1]
        cipher = self._ciphers.get(blob[2:end].decode(errors="replace"))
        if cipher is None:
            raise WrongKey("a sealed value needs a key that is not configured")
        try:
            return cipher.decrypt(blob[end : end + _NONCE], blob[end + _NONCE :], context.encode()).decode()
        except InvalidTag:
            raise WrongKey("a sealed value does not open with the configured keys") from None

    def digest(self, text: str) -> bytes:
        """Keyed hash of an address: equal for equal text, useless without the key."""
        return hmac.new(self._lookup, text.encode(), sha256).digest()
