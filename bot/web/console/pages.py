"""What a page declares about itself: where it is, who may open it, and its place in the menu."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from starlette.responses import Response

from bot.core.staff import Role, User

if TYPE_CHECKING:
    from bot.web.console.visit import Visit

View = Callable[["Visit"], Response]
"""Answers one request. Runs in a thread of its own, so it may read and write the database."""
BODY: Final = 256 * 1024
"""Bytes a posted form may have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Who may open a page: everybody (`OPEN`), whoever is signed in (`STAFF`), or some roles (`only`)."""

    roles: frozenset[Role] = frozenset()
    signed_out: bool = False

    def allows(self, user: User | None) -> bool:
        """True where this user, or nobody signed in (None), may open the page."""
        return self.signed_out or (user is not None and user.may(*self.roles))


OPEN: Final = Access(signed_out=True)
STAFF: Final = Access()


def only(*roles: Role) -> Access:
    """Whoever has one of these roles, and administrators. Raises ValueError for no role: that would be everybody."""
    if not roles:
        raise ValueError("only(): name at least one role")
    return Access(roles=frozenset(roles))


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """A page's line in the menu, and its door on the first page, where `about` says what one does there. Both texts are
    called for each page shown, so that they speak the reader's language; `icon` is a name in static/icons.svg; lines
    stand in the order of `place`."""

    label: Callable[[], str]
    about: Callable[[], str]
    icon: str
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One path and method. `path` starts after `/console`; `{name}` in it is handed on as `visit.path["name"]`.

    `who` has no default: a page that does not say who may open it does not exist. `live` marks questions a page asks by
    itself while it is open; they do not keep a session alive. A form may have `biggest` bytes; `too_big` answers one
    that has more, of which nothing is read. `once`: it makes something, and sent twice it makes one (once.py).
    """

    path: str
    view: View
    who: Access
    method: Literal["GET", "POST"] = "GET"
    menu: Menu | None = None
    biggest: int = BODY
    too_big: View | None = None
    once: bool = False
    live: bool = False


def checked(pages: Iterable[Page]) -> tuple[Page, ...]:
    """The pages again. Raises ValueError where one declares no access, or two claim one path and method."""
    taken: dict[tuple[str, str], Page] = {}
    found = tuple(pages)
    for page in found:
        if not isinstance(page.who, Access):
            raise ValueError(f"{page.method} {page.path}: says not who may open it")
        if taken.setdefault((page.method, page.path), page) is not page:
            raise ValueError(f"{page.method} {page.path}: declared twice")
    return found


def menu(pages: Iterable[Page], user: User | None) -> list[Page]:
    """The lines of the menu this user sees, in order."""
    shown = [(page.menu.place, page) for page in pages if page.menu is not None and user and page.who.allows(user)]
    return [page for _, page in sorted(shown, key=lambda row: row[0])]
