"""The number that leads people out of SMS campaigns is one, or is named as wrong."""

import pytest

from bot.core import organisation
from bot.core.errors import BadSettings


@pytest.mark.parametrize(("written", "kept"), [("+51 900 000 001", "+51900000001"), ("", ""), (None, "")])
def test_a_whatsapp_number_is_kept_without_blanks(written: str | None, kept: str) -> None:
    assert organisation.parse({"whatsapp": written}).whatsapp == kept


@pytest.mark.parametrize("written", ["900000001", "whatsapp:+51900000001", "+0", "x"])
def test_what_is_no_number_stops_the_start(written: str) -> None:
    with pytest.raises(BadSettings, match="yml: whatsapp"):
        organisation.parse({"whatsapp": written})
