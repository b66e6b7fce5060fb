"""Passwords: which nobody should choose, and how one is kept (Argon2id).

Rules after NIST SP 800-63B (5.1.1.2): length counts, not kinds of letters; what everybody tries first is refused. The
words are those people here choose: keyboards, names of this country and the neighbouring ones, of this work, of months.
"""

import re
import unicodedata
from functools import cache
from secrets import token_urlsafe
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.i18n import gettext as _

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters. The upper end keeps hashing cheap; nobody types more."""

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's second choice of Argon2id (19 MiB, two passes): about 20 ms here."""
_AT_ONCE: Final = BoundedSemaphore(2)
"""Hashes computed at the same time: a flood of sign-ins must not take memory and processor from webhooks."""
_LEET: Final = str.maketrans("013457@$!", "oleastasi")
_COMMON: Final = frozenset(
    """
    password passwort contrasena clave clavesecreta secreto secreta admin administrador administrator root usuario user
    welcome bienvenido bienvenidos bienvenida hola holamundo letmein entrar acceso invitado invitada
    qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc teclado abc abcd abcde abcdef abcdefgh
    iloveyou teamo tequiero miamor amor corazon princesa princess sunshine shadow superman batman pokemon dragon monkey
    football futbol soccer baseball alianza universitario barcelona realmadrid
    jesus dios jesucristo diosesamor cristo maria virgen bendicion familia mifamilia mama mami papa papi hijo hija
    peru lima callao arequipa tumbes tacna trujillo cusco piura venezuela caracas maracaibo valencia colombia bogota
    ecuador quito chile bolivia haiti cuba
    puente refugio refugiado refugiados refugiada migrante migrantes migracion migraciones acnur unhcr unicef oim
    promotor promotora salud ayuda asilo asistente whatsapp puntos consola
    enero febrero marzo abril mayo junio julio agosto setiembre septiembre octubre noviembre diciembre
    lunes martes miercoles jueves viernes sabado domingo verano invierno
    """.split()
)
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "1qaz2wsx3edc")


def faults(password: str, name: str) -> list[str]:
    """Why `password` is none for the user `name`, as sentences; empty where it will do."""
    if len(password) < SHORTEST:
        return [_("Usa {least} letras o más. Varias palabras sueltas se recuerdan bien.").format(least=SHORTEST)]
    if len(password) > LONGEST:
        return [_("Usa {most} letras o menos.").format(most=LONGEST)]
    letters = _plain(password)
    found = []
    if _is_common(letters) or _is_common(letters.translate(_LEET)):
        found.append(_("Esa la prueban primero quienes quieren entrar. Elige otra."))
    if len(set(letters)) < 6:
        found.append(_("Tiene muy pocas letras distintas."))
    plain = re.sub(r"[\W_]", "", _plain(name))
    if len(plain) >= 3 and len(letters.replace(plain, "")) < SHORTEST // 2:
        found.append(_("Casi todo es tu nombre. Elige otra."))
    return found


def keep(password: str) -> str:
    """The hash to keep."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def right(kept: str | None, password: str) -> bool:
    """Whether it is the one that was kept. Takes as long where nothing was kept (None): time tells nobody who works
    here."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), password[:LONGEST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _HASHER.hash(token_urlsafe(32))


def _is_common(letters: str) -> bool:
    """True where hardly anything stays once up to two everyday words, runs of the keyboard, years and repeats are taken
    out. Three words together are a good password."""
    rest, words = letters, 0
    for word in sorted(_COMMON, key=len, reverse=True):
        words += rest.count(word) if len(word) > 3 else 0
        rest = rest.replace(word, " ") if len(word) > 3 else rest
    for run in _RUNS:
        for row in (run, run[::-1]):
            for size in range(len(row), 3, -1):
                for start in range(len(row) - size + 1):
                    rest = rest.replace(row[start : start + size], " ")
    rest = re.sub(r"(19|20)\d\d|(.)\2{2,}|\d{1,4}(?!\d)", " ", rest)
    return words < 3 and len(rest.replace(" ", "")) < SHORTEST // 3


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter) and not letter.isspace())
