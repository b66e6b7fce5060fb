"""Compare locales/*/LC_MESSAGES/puente.po with the texts in the code; `--update` writes them.

Spanish is the source, so a text is its own key. A catalogue is fresh when an update would not change a byte. English
must be complete; what another language lacks is spoken in Spanish and only counted here. Run from the top of the
checkout, with the environment's Python (Babel is part of the product).
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

COMPLETE: Final = frozenset({"en"})
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "said": None}
"""What marks a text: `gettext` and its like, and `bot.core.said` where no language is known."""


def texts(root: Path) -> Catalog:
    """Every translatable text below `root`, with the files it stands in."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog()
    extracted = extract_from_dir(root, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for name, _, message, comments, context in extracted:
        # Without line numbers: a line added above a text is no change to the catalogue.
        found.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return found


def updated(path: Path, source: Catalog) -> tuple[bytes, int]:
    """The catalogue at `path` brought up to date, and how many of its texts have no translation."""
    with path.open("rb") if path.is_file() else BytesIO() as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    if not path.is_file():
        catalogue.header_comment = "# Texts of Puente. The source is Spanish; see CONTRIBUTING.md, Texts."
        catalogue.project, catalogue.fuzzy = "Puente", False
    made = catalogue.creation_date
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.creation_date = made
    if path.parent.parent.name not in COMPLETE:
        # What is not translated is spoken in Spanish and need not stand here, where it would go stale with every text.
        for message in [message for message in catalogue if message.id and not _whole(message.string)]:
            catalogue.delete(message.id, message.context)
    out = BytesIO()
    write_po(out, catalogue, width=100, ignore_obsolete=True, sort_output=True, include_lineno=False)
    translated = sum(1 for message in catalogue if message.id and _whole(message.string) and not message.fuzzy)
    return out.getvalue(), len(source) - translated


def _whole(translated: str | Sequence[str] | None) -> bool:
    """Something is there, and of a counted text every form."""
    return bool(translated) and (isinstance(translated, str) or all(translated or ()))


def main(root: Path, *, update: bool) -> int:
    """Print one line for each catalogue; 1 where one is stale, or incomplete and must not be."""
    source = texts(root)
    wrong = 0
    found = {path.parent.parent.name for path in root.glob("locales/*/LC_MESSAGES/puente.po")}
    for language in sorted(found | COMPLETE):
        path = root / "locales" / language / "LC_MESSAGES" / "puente.po"
        content, missing = updated(path, source)
        stale = not path.is_file() or content != path.read_bytes()
        if stale and update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        state = "fresh" if not stale else "updated" if update else "STALE: run `make catalogues`, then translate"
        incomplete = bool(missing and language in COMPLETE)
        print(f"{language}: {state}; {len(source) - missing} of {len(source)} texts" + " MISSING SOME" * incomplete)
        wrong += (stale and not update) or incomplete
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(), update="--update" in sys.argv[1:]))
