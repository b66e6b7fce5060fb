"""What is for staff is in their guide and in no answer."""

from pathlib import Path

import pytest

from bot.core.chat_spelling import normalise
from bot.services import flows

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guia-personal-salud.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["cadaver", "fallecid", "difunto", "personas fallecidas", "087-2020"])
def test_handling_of_the_dead_is_in_no_answer(words: str) -> None:
    entries, _ = flows.read_entries(ROOT)
    said = [entry.id for entry in entries if normalise(words) in normalise(f"{entry.whatsapp} {entry.sms}")]
    assert said == []


def test_the_guide_names_its_sources_and_marks_what_nobody_confirmed() -> None:
    for fact in ("RM 1295-2018-MINSA", "087-2020-DIGESA", "gob.pe/minsa", "◇", "mínimo de manipulación", "Respeto"):
        assert fact in GUIDE
