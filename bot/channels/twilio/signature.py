"""Who may speak as Twilio, and which delivery reports belong to attempts of ours.

Twilio signs every webhook: base64(HMAC-SHA1(auth token, URL + sorted distinct name/value pairs)), see
https://www.twilio.com/docs/usage/security. The check here is our own because the one in the `twilio` package compares
character by character with early exits, cannot take bytes that are not UTF-8, and drops an empty query; a test compares
the two on generated requests. Signing (for the fake and the simulator) is the package's, so each proves the other.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

HEADER: Final = "X-Twilio-Signature"
FORM: Final = "application/x-www-form-urlencoded"
_HOST: Final = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?")
_ATTEMPT: Final = re.compile(r"[1-9][0-9]{0,18}")
_MAC_BYTES: Final = 16  # 128 bits; RFC 2104 §5 asks for at least half of the hash and 80 bits

Pairs = Sequence[tuple[str, str]]


class Signatures:
    """Checks `X-Twilio-Signature` against the URL the public sees, never against what a proxy passed on.

    `tokens`: the auth token, then during a rotation the previous one. `public_url`: scheme, host and, where a proxy
    strips one, a path prefix; a user name in it is dropped, as Twilio does before signing. Raises ValueError when there
    is no token (an empty key would let anybody sign) or the URL is not http(s).
    """

    def __init__(self, tokens: Sequence[str], public_url: str) -> None:
        self._tokens = [token.encode() for token in tokens if token]
        if not self._tokens:
            raise ValueError("no auth token to check signatures with")
        url = urlsplit(public_url.strip())
        host = _HOST.fullmatch(url.netloc.rpartition("@")[2])
        if url.scheme not in ("http", "https") or host is None:
            raise ValueError("the public URL must be http(s)://host[:port][/prefix]")
        # Twilio keeps a port for some products and drops it for others; its own validators accept both forms.
        ports = {"", f":{host[2] or (443 if url.scheme == 'https' else 80)}"}
        self._bases = [f"{url.scheme}://{host[1]}{port}{url.path.rstrip('/')}".encode() for port in sorted(ports)]

    def valid(
        self, method: str, raw_target: str, pairs: Pairs, header: str, *, raw_body: bytes = b"", content_type: str = ""
    ) -> bool:
        """True when Twilio signed this request.

        `raw_target`: path and query exactly as they came. `pairs`: the form fields as `webhook.parse_form` reads them,
        blanks kept. A body that is no form counts only where the signed URL carries its `bodySHA256`.
        """
        if method.upper() == "GET":
            pairs = ()
        elif raw_body and not is_form(content_type):
            if not _hash_matches(raw_target, raw_body):
                return False
            pairs = ()
        fields = b"".join(
            name + value for name, value in sorted({(_bytes(name), _bytes(value)) for name, value in pairs})
        )
        target, given = _bytes(raw_target), _bytes(header)
        matches = False
        for token in self._tokens:
            for base in self._bases:
                expected = base64.b64encode(hmac.digest(token, base + target + fields, "sha1"))
                matches |= hmac.compare_digest(expected, given)
        return matches


def is_form(content_type: str) -> bool:
    """True for the media type of Twilio's form posts, whatever its parameters."""
    return content_type.partition(";")[0].strip().lower() == FORM


def sign(token: str, url: str, pairs: Pairs) -> str:
    """The signature Twilio would send with a form post of `pairs` to `url`, by the `twilio` package itself."""
    fields = _Fields()
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return str(RequestValidator(token).compute_signature(url, fields))


class CallbackTokens:
    """Puts our attempt id into a status callback's URL so that nobody else can: `a=<id>&m=<mac>`.

    Twilio's signature already protects the whole URL; the MAC also protects against callbacks of another installation
    that shares the account, whose attempt ids would collide with ours. Raises ValueError for a short secret.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the callback secret needs at least 16 bytes")
        self._secret = secret

    def query(self, attempt_id: int) -> str:
        """The query string for one attempt (a positive row id)."""
        return f"a={attempt_id}&m={self._mac(str(attempt_id))}"

    def verify(self, a: str, m: str) -> int | None:
        """The attempt id when `m` was made by us for it, else None."""
        if not _ATTEMPT.fullmatch(a) or not hmac.compare_digest(self._mac(a).encode(), _bytes(m)):
            return None
        return int(a)

    def _mac(self, attempt: str) -> str:
        # The label keeps this use of the secret apart from every other.
        digest = hmac.digest(self._secret, b"puente/twilio/status-callback/1\0" + attempt.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).rstrip(b"=").decode()


class _Fields(dict[str, list[str]]):
    """Form fields in the shape `RequestValidator` reads repeated names from."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _bytes(text: str) -> bytes:
    """UTF-8 with bytes that were never UTF-8 put back as they came; a surrogate from elsewhere cannot match anyway."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _hash_matches(raw_target: str, raw_body: bytes) -> bool:
    given = parse_qs(urlsplit(raw_target).query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(hashlib.sha256(raw_body).hexdigest().encode(), _bytes(given))
