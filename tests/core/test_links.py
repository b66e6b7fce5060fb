"""Which pages a text sends people to."""

import pytest

from bot.core import links


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Mira gob.pe/migraciones. O (help.unhcr.org/peru).", ["https://gob.pe/migraciones", "https://help.unhcr.org/peru"]),
        ("https://WWW.gob.pe/Abc?x=1, http://a.pe", ["https://www.gob.pe/Abc?x=1", "https://a.pe"]),
        ("*gob.pe/sis*", ["https://gob.pe/sis"]),
        ("gob.pe/sis y otra vez gob.pe/sis", ["https://gob.pe/sis"]),
        ("escribe a ana@acnur.org", []),
        ("lun. a vie., 3.5 km, S/.300, D.L. 703, y... luego", []),
        ("ftp://a.com/x", []),
        ("", []),
    ],
)  # fmt: skip
def test_addresses_are_found_as_people_write_them(text: str, urls: list[str]) -> None:
    assert links.found(text) == urls
