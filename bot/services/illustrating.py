"""A picture or a voice file is taken in: checked, made small, freed of what it says about who made it, and kept.

Pillow is imported where a picture is read: most processes never see one.
"""

import io
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Final

from bot.core.errors import BadInput
from bot.i18n import gettext as _
from bot.storage import content, files
from bot.storage.database import Database, Transaction

BIGGEST: Final = 5 * 1024 * 1024
"""Bytes that are taken in: what WhatsApp allows a picture."""
KEPT: Final = 1024 * 1024
"""Bytes of a picture or voice file that people are sent: a minute of data on a slow link."""
_SIDE: Final = 1_280
"""Pixels of the longer side."""
_PIXELS: Final = 40_000_000
"""Of a picture that is unpacked at all."""
_QUALITIES: Final = (85, 75, 60, 45)
_UNUSED: Final = timedelta(days=30)


def take(tx: Transaction, raw: bytes, *, by: str, now: datetime) -> str:
    """Keep a file. Returns its name. Raises BadInput for what is no picture or voice file people could be sent."""
    if len(raw) > BIGGEST:
        raise BadInput(_("El archivo pesa más de {most} MB.").format(most=BIGGEST // 10**6))
    ending, data = _voice(raw) if raw.startswith((b"OggS", b"ID3")) or _is_mp3(raw) else _picture(raw)
    if len(data) > KEPT:
        raise BadInput(_("Pesa más de 1 MB: quien lo recibe paga sus datos. Hazlo más corto o más pequeño."))
    digest = sha256(data).digest()
    known = files.same(tx, digest, ending)
    if known is not None:
        return known
    name = f"{token_hex(16)}.{ending}"
    files.add(tx, name, data, digest, by=by, now=now)
    return name


def forget(database: Database, now: datetime) -> int:
    """Drop files that no wording names, a while after they came. Returns how many."""
    with database.read() as tx:
        old = files.before(tx, now - _UNUSED)
        unused = [name for name in old if not content.names(tx, name)]
    if unused:
        with database.write() as tx:
            files.drop(tx, unused)
    return len(unused)


def _picture(raw: bytes) -> tuple[str, bytes]:
    """A picture made anew from its pixels: nothing of where, when and with what it was taken is left."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > _PIXELS:
                raise BadInput(_("La imagen es demasiado grande: hazla más pequeña."))
            turned = ImageOps.exif_transpose(opened)
            if turned.mode in ("RGBA", "LA", "P", "PA"):
                seen = turned.convert("RGBA")
                flat = Image.new("RGB", seen.size, "white")
                flat.paste(seen, mask=seen.getchannel("A"))
            else:
                flat = turned.convert("RGB")
            png = opened.format == "PNG"
    except BadInput:
        raise
    except Exception:  # Pillow raises whatever a broken file makes its readers trip over
        raise BadInput(_("No es una imagen JPG o PNG ni un audio OGG (Opus) o MP3.")) from None
    flat.thumbnail((_SIDE, _SIDE))
    if png:
        # A drawing is smaller and sharper as PNG, a photograph is not.
        drawn = _saved(flat.quantize(256), "PNG", optimize=True)
        if len(drawn) <= KEPT // 4:
            return "png", drawn
    made = b""
    for quality in _QUALITIES:
        made = _saved(flat, "JPEG", quality=quality, optimize=True)
        if len(made) <= KEPT:
            break
    return "jpg", made


def _saved(picture: object, form: str, **options: int | bool) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)  # type: ignore[attr-defined]
    return out.getvalue()


def _voice(raw: bytes) -> tuple[str, bytes]:
    """OGG must carry Opus in one channel, as WhatsApp's own voice messages do; MP3 loses the labels around it."""
    if raw.startswith(b"OggS"):
        head = raw.find(b"OpusHead", 0, 512)
        if head < 0 or len(raw) < head + 10:
            raise BadInput(_("El audio OGG debe ser Opus: grábalo con WhatsApp o guárdalo como MP3."))
        if raw[head + 9] != 1:
            raise BadInput(_("El audio OGG debe tener un solo canal (mono)."))
        return "ogg", raw
    while raw.startswith(b"ID3") and len(raw) > 10:
        size = (raw[6] & 127) << 21 | (raw[7] & 127) << 14 | (raw[8] & 127) << 7 | raw[9] & 127
        raw = raw[10 + size :]
    if raw[-128:-125] == b"TAG":
        raw = raw[:-128]
    if not _is_mp3(raw):
        raise BadInput(_("No es una imagen JPG o PNG ni un audio OGG (Opus) o MP3."))
    return "mp3", raw


def _is_mp3(raw: bytes) -> bool:
    """Whether a frame of MPEG audio, layer III, begins here."""
    return len(raw) > 4 and raw[0] == 0xFF and raw[1] & 0xE6 == 0xE2 and raw[2] & 0xF0 not in (0, 0xF0)
