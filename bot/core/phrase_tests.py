"""What a change of the safety lexicon would do, found out before anybody publishes it.

A change must not lose a test that holds, and every phrase it brings needs a test of its own: a phrase that wakes the
alarm an example it is heard in, a phrase that silences it a look-alike it stands in. What would newly be heard, or no
longer, among the questions people ask is no fault; it is shown to whoever decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import safeguarding, sections
from bot.core.safeguarding import Lexicon


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A message that would now be heard as danger (`phrase` wakes it), or no longer be (`phrase` did)."""

    text: str
    category: str
    phrase: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """`faults` must be mended first, `woken` and `silenced` be looked at. `tested`: how many messages were read."""

    faults: tuple[str, ...]
    woken: tuple[Moved, ...] = ()
    silenced: tuple[Moved, ...] = ()
    tested: int = 0


def prove(
    before: Mapping[str, sections.Document],
    section: str,
    document: sections.Document,
    *,
    look_alikes: Sequence[str],
    entries: frozenset[str],
) -> Proof:
    """Try one section as `document`, beside the others as they hold now (`before`).

    `look_alikes`: messages that are not danger, or that nobody has judged; `entries`: ids of the emergency entries.
    """
    after = {**before, section: document}
    try:
        old = _lexicon(before)
        new, problems = safeguarding.parse("", sections.joined(after))
    except ValueError as error:
        return Proof(faults=(f"una frase está mal escrita: {error}",))
    faults = [f"{one.entry}: {one.reason}" for one in problems]
    if section.startswith(sections.CATEGORY):
        if document["entry"] not in entries:
            faults.append(f"no hay una ficha de emergencia {document['entry']}")
        faults += _untested(before.get(section, {}), document, section.removeprefix(sections.CATEGORY), new)
    if section == f"{sections.LIST}never":
        harmless = [text for one in new.categories for text in one.harmless]
        harmless += after.get(f"{sections.LIST}harmless", {}).get("lines", ())
        faults += _unproved(before.get(section, {}).get("lines", ()), document["lines"], harmless, new)
    must_be_calm = after.get(f"{sections.LIST}harmless", {}).get("lines", ())
    faults += [f"salta sin peligro: {text}" for text in must_be_calm if new.find(text) is not None]
    texts = tuple(dict.fromkeys(look_alikes))
    woken, silenced = _moved(old, new, texts), _moved(new, old, texts)
    return Proof(faults=tuple(dict.fromkeys(faults)), woken=woken, silenced=silenced, tested=len(texts))


def _lexicon(of: Mapping[str, sections.Document]) -> Lexicon:
    return safeguarding.parse("", sections.joined(of), prove=False)[0]


def _untested(old: Mapping[str, Any], new: Mapping[str, Any], category: str, lexicon: Lexicon) -> list[str]:
    """Phrases that came with this change and have no message of their own."""
    told = {one.phrase for text in new.get("examples", ()) for one in lexicon.every(text) if one.category == category}
    faults = [
        f"«{phrase}» no tiene ejemplo: agrega un mensaje que la encienda"
        for name in ("phrases", "recent")
        for phrase in new.get(name, ())
        if phrase not in old.get(name, ()) and phrase not in told
    ]
    return faults + _unproved(old.get("never", ()), new.get("never", ()), new.get("harmless", ()), lexicon)


def _unproved(old: Sequence[str], new: Sequence[str], harmless: Sequence[str], lexicon: Lexicon) -> list[str]:
    fresh = [phrase for phrase in new if phrase not in old]
    shown = {phrase for text in harmless for phrase in lexicon.silencers(text)} if fresh else set()
    return [
        f"«{phrase}» no tiene prueba: agrega un mensaje sin peligro que la lleve"
        for phrase in fresh
        if phrase not in shown
    ]


def _moved(calm: Lexicon, awake: Lexicon, texts: Sequence[str]) -> tuple[Moved, ...]:
    found = []
    for text in texts:
        heard = awake.find(text)
        if heard is not None and calm.find(text) is None:
            found.append(Moved(text=text, category=heard.category, phrase=heard.phrase))
    return tuple(found)
