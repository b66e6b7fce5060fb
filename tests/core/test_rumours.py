"""What is taken out of a rumour before it is kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rumours import LONGEST, scrubbed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("llamen al 987 654 321 ya", "llamen al […] ya"),
        ("llamen al +51-987-654-321", "llamen al […]"),
        ("escriban a pepe.perez@correo.pe", "escriban a […]"),
        ("lo dijo @pepe en tiktok", "lo dijo […] en tiktok"),
        ("el 5G enferma y dan 100 soles", "el 5G enferma y dan 100 soles"),
        ("la ley 27891 cambió", "la ley 27891 cambió"),
    ],
)
def test_numbers_mails_and_accounts_go_and_the_rumour_stays(text: str, kept: str) -> None:
    assert scrubbed(text) == kept


@given(st.text(alphabet="0123456789 -.()+@abc", max_size=900))
def test_no_number_of_a_phone_or_a_document_is_left(text: str) -> None:
    kept = scrubbed(text)
    assert len(kept) <= LONGEST
    assert re.search(r"\d(?:[\s.\-()]*\d){5,}", kept) is None
