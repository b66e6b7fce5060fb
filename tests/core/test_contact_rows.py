"""One row of a contacts file: what is taken from it, and what is said of a cell that cannot be."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import contact_rows
from bot.core.consent import Subject
from bot.core.contact_rows import COLUMNS, Proof, Row
from tests.conftest import NOW

LIMA = ZoneInfo("America/Lima")


def read(**cells: str) -> tuple[Row | None, list[tuple[str, str]]]:
    row, faults = contact_rows.parse(
        {"address": "whatsapp:+51987654321", **cells}, zones={"America/Lima"}, local=LIMA, now=NOW
    )
    assert (row is None) is bool(faults)
    return row, [(fault.column, fault.reason) for fault in faults]


@pytest.mark.parametrize(
    ("address", "channel", "full"),
    [
        ("+51987654321", "", "+51987654321"),
        ("+51987654321", "sms", "+51987654321"),
        ("+51987654321", "WhatsApp", "whatsapp:+51987654321"),
        ("whatsapp:+51987654321", "", "whatsapp:+51987654321"),
        ("WhatsApp: +51 987-654-321", "whatsapp", "whatsapp:+51987654321"),
        ("sms:+51987654321", "", "+51987654321"),
        ("51987654321", "", "+51987654321"),
        ("+51 987 654 321", "", "+51987654321"),
        ("＋５１９８７６５４３２１", "", "+51987654321"),
        ("+58 (412) 555.12.34", "", "+584125551234"),
        ("whatsapp:PE.A1b2C3", "", "whatsapp:PE.A1b2C3"),
        ("PE.A1b2C3", "whatsapp", "whatsapp:PE.A1b2C3"),
    ],
)
def test_addresses_are_read_as_people_and_programs_write_them(address: str, channel: str, full: str) -> None:
    row, _ = read(address=address, channel=channel)
    assert row is not None
    assert row.address.full == full


@pytest.mark.parametrize(
    ("address", "channel", "column", "said"),
    [
        ("", "", "address", "falta"),
        ("987654321", "", "address", "código del país"),
        ("987 654 321", "whatsapp", "address", "código del país"),
        ("5.19877E+10", "", "address", "formato de texto"),
        ("+51", "", "address", "no es un número"),
        ("+5198765432109876543", "", "address", "posible"),
        ("0051987654321", "", "address", "no es un número"),
        ("99987654321", "", "address", "no es un número"),
        ("hola", "", "address", "no es un número"),
        ("telegram:+51987654321", "", "address", "+51…"),
        ("PE.A1b2C3", "", "address", ""),
        ("+51987654321", "paloma", "channel", "whatsapp o sms"),
        ("whatsapp:+51987654321", "sms", "channel", "no es el canal"),
        ("+519876x4321", "", "address", "número"),
    ],
)
def test_an_address_is_never_guessed(address: str, channel: str, column: str, said: str) -> None:
    _, faults = read(address=address, channel=channel)
    assert [name for name, _ in faults] == [column]
    assert said in faults[0][1]
    assert len(address) < 4 or address not in faults[0][1]


def test_every_column_is_read_into_one_spelling() -> None:
    row, _ = read(
        name="  José\u00a0 Ñandú\u0007 ",
        language="ES",
        district="VILLA EL SALVADOR",
        zone="America/Lima",
        age_band="18 - 29",
        children_age_band="0-5",
        labels="Taller  Norte; líderes;;taller norte",
        subscriptions="Salud;educación;salud",
        consent="sí",
        consent_at="31/10/2026 9:30",
        consent_source="ficha de inscripción",
        consent_text="v2",
    )
    assert row is not None
    assert row.name == "José Ñandú"
    assert (row.language, row.district, row.zone) == ("es", "Villa El Salvador", "America/Lima")
    assert (row.age_band, row.children_age_band) == ("18-29", "0-5")
    assert row.labels == ("líderes", "taller norte")
    assert row.subscriptions == (Subject.EDUCACION, Subject.SALUD)
    at = datetime(2026, 10, 31, 14, 30, tzinfo=UTC)
    assert row.proof == Proof(at=at, source="ficha de inscripción", version="v2")


@pytest.mark.parametrize("missing", ["consent", "consent_at", "consent_source", "consent_text"])
def test_a_yes_is_proven_only_with_all_of_its_proof(missing: str) -> None:
    proof = {"consent": "yes", "consent_at": "2026-10-31", "consent_source": "ficha", "consent_text": "v2"}
    whole, _ = read(**proof)
    assert whole is not None
    assert whole.proof is not None
    row, _ = read(**(proof | {missing: ""}))
    assert row is not None
    assert row.proof is None


def test_a_no_needs_no_proof_and_is_none() -> None:
    row, _ = read(consent="No", consent_at="2026-10-31", consent_source="ficha", consent_text="v2")
    assert row is not None
    assert (row.agreed, row.proof) == (False, None)


def test_a_long_wording_is_told_by_its_hash() -> None:
    wording = "Acepto recibir avisos por WhatsApp de la organización."
    assert contact_rows.version_of(wording) != contact_rows.version_of(f"{wording} ")
    assert len(contact_rows.version_of(wording)) == 12


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("language", "xx"),
        ("zone", "Lima"),
        ("age_band", "joven"),
        ("children_age_band", "5-0"),
        ("labels", "x" * 65),
        ("subscriptions", "deportes"),
        ("consent", "quizás"),
        ("consent_at", "ayer"),
        ("consent_at", "2026-12-31"),
        ("consent_at", "1900-01-01"),
        ("consent_at", "0001-01-01"),
        ("consent_at", "9999-12-31"),
        ("consent_at", "31/02/2026"),
        ("name", "x" * 121),
        ("consent_source", "x" * 51),
        ("district", "x" * 65),
    ],
)
def test_a_wrong_cell_is_named_by_its_column(column: str, value: str) -> None:
    _, faults = read(**{column: value})
    assert [name for name, _ in faults] == [column]


def test_all_that_is_wrong_is_said_at_once_and_no_name_or_number_is_repeated() -> None:
    _, faults = read(address="987654321", name="Canaria" * 30, zone="x", consent="x y")
    assert [column for column, _ in faults] == ["address", "consent", "name", "zone"]
    assert not any(secret in reason for _, reason in faults for secret in ("987654321", "Canaria"))


@given(
    st.dictionaries(st.sampled_from([*COLUMNS, ""]), st.text() | st.sampled_from(["yes", "+51987654321", "2026-10-01"]))
)
def test_nothing_a_cell_may_hold_breaks_it(cells: dict[str, str]) -> None:
    row, faults = contact_rows.parse(cells, zones=set(), local=LIMA, now=NOW)
    assert (row is None) is bool(faults)
