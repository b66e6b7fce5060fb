"""What somebody typed into a form: read field by field, every mistake kept beside its field, nothing typed lost."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.i18n import gettext as _

LINE: Final = 200
"""Characters of a field of one line, unless it says otherwise."""


def too_heavy(most: int) -> str:
    """What is said of a file of more than `most` bytes."""
    return _("El archivo pesa más de {most} MB.").format(most=most // 10**6)


class Form:
    """`posted` as it came, or `initial` values for a form nobody has sent yet.

    Reading a field notes what is wrong with it: read all, then ask `ok` before anything is changed. Templates show a
    form with the `field` macros of `parts.html`, which put back what was typed and the errors.
    """

    def __init__(self, posted: Any = None, *, initial: Mapping[str, object] | None = None) -> None:
        self._posted = posted
        self._initial = initial or {}
        self.errors: dict[str, list[str]] = {}

    @property
    def ok(self) -> bool:
        """True where nothing is wrong so far."""
        return not self.errors

    def fail(self, name: str, *reasons: str) -> None:
        """Something is wrong with a field; an empty `name` means the form as a whole."""
        self.errors.setdefault(name, []).extend(reasons)

    def value(self, name: str) -> str:
        """What stands in a field: as typed, else the initial value."""
        if self._posted is None:
            initial = self._initial.get(name, "")
            return "\n".join(map(str, initial)) if isinstance(initial, tuple | list) else str(initial or "")
        found = self._posted.get(name, "")
        return found if isinstance(found, str) else ""

    def chosen(self, name: str) -> list[str]:
        """Every value of a field that can have several."""
        if self._posted is None:
            initial = self._initial.get(name, ())
            return [str(one) for one in initial] if isinstance(initial, Iterable) else []
        return [one for one in self._posted.getlist(name) if isinstance(one, str)]

    def text(self, name: str, *, required: bool = False, most: int = LINE) -> str:
        """A text without spaces around it and with line ends as `\\n`. What cannot be written becomes `?`."""
        text = self.value(name).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
        text = text.encode(errors="replace").decode()
        if required and not text:
            self.fail(name, _("Falta llenar esto."))
        if len(text) > most:
            self.fail(name, _("Son {count} letras; caben {most}.").format(count=len(text), most=most))
        return text

    def lines(self, name: str, *, most: int, longest: int = LINE) -> tuple[str, ...]:
        """The lines of a text that are not empty."""
        found = tuple(line.strip() for line in self.text(name, most=most * (longest + 2)).splitlines() if line.strip())
        if len(found) > most:
            self.fail(name, _("Son {count} líneas; caben {most}.").format(count=len(found), most=most))
        for line in found:
            if len(line) > longest:
                self.fail(name, _("Una línea pasa de {most} letras: «{start}…»").format(most=longest, start=line[:30]))
        return found

    def choice(self, name: str, options: Iterable[str], *, required: bool = True) -> str:
        """One of `options`; empty where nothing was chosen and nothing has to be."""
        value = self.value(name)
        if (value or required) and value not in options:
            self.fail(name, _("Elige una de la lista."))
            return ""
        return value

    def choices(self, name: str, options: Iterable[str], *, required: bool = True) -> tuple[str, ...]:
        """Some of `options`, in the order of `options`."""
        known, given = tuple(options), self.chosen(name)
        if set(given) - set(known):
            self.fail(name, _("Elige de la lista."))
        found = tuple(option for option in known if option in given)
        if required and not found:
            self.fail(name, _("Elige al menos una."))
        return found

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.value(name))

    def version(self, name: str = "number") -> int:
        """The version of something that this form was shown with."""
        return self.number(name, least=1, most=1_000_000)

    def number(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number between the two; `default` where the field is empty."""
        text = self.value(name).strip()
        if not text and default is not None:
            return default
        if not text.isascii() or not text.isdecimal() or len(text) > 12 or not least <= int(text) <= most:
            self.fail(name, _("Escribe un número entre {least} y {most}.").format(least=least, most=most))
            return least
        return int(text)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A calendar day as a browser sends it (`2026-11-28`)."""
        text = self.text(name, required=required)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(name, _("Escribe la fecha así: 2026-11-28."))
            return None

    def moment(self, name: str, timezone: ZoneInfo, *, required: bool = False) -> datetime | None:
        """A local time as a browser sends it (`2026-11-28T09:00`), as an aware one of `timezone`."""
        text = self.text(name, required=required)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            self.fail(name, _("Escribe fecha y hora así: 2026-11-28T09:00."))
            return None
        return found.replace(tzinfo=timezone)

    def wrong(self, name: str) -> Sequence[str]:
        """What is wrong with a field."""
        return self.errors.get(name, ())
