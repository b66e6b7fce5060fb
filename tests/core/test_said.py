"""What is wrong in a file is said in the language of whoever reads it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core import contact_rows, plan_file
from bot.core.said import said
from bot.i18n import say, speaking

PLANS: tuple[dict[str, Any], ...] = (
    {},
    {
        "name": "a" * 200,
        "nada": 1,
        "kind": "x",
        "send_at": "mañana",
        "repeat": 3,
        "audience": {"districts": ["Ninguno"]},
    },
    {"name": "a", "channel": "sms", "body": {"zz": "x", "es": "{apellido}"}, "audience": {"labels": [3], "otra": 1}},
    {
        "name": "a",
        "channel": "sms",
        "body": "ñ" * 400,
        "media_url": "x",
        "buttons": [1],
        "audience": {"age_bands": ["x"]},
    },
    {"name": "a", "template": {"content_sid": "x"}, "templates": {"zz": 1}, "audience": {"languages": ["zz"]}},
    {"name": "a", "series": {"from": "x", "steps": [3]}, "kind": "emergency", "audience": {"seen_within_days": 0}},
)
ROWS = (
    {"address": ""},
    {"address": "987654321", "channel": "x", "language": "zz"},
    {"address": "1E+11", "zone": "x", "age_band": "x", "consent": "quizás", "consent_at": "2090-01-01"},
    {"address": "+51999", "name": "a" * 200, "subscriptions": "x", "labels": "a" * 80, "consent_at": "1999-01-01"},
)


@pytest.mark.parametrize("document", PLANS)
def test_a_campaign_file(document: dict[str, Any]) -> None:
    problems = plan_file.read(document).problems
    assert problems
    with speaking("en"):
        assert [line for line in problems if say(line) == line] == []


@pytest.mark.parametrize("cells", ROWS)
def test_a_contacts_file(cells: dict[str, str]) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    _row, faults = contact_rows.parse(cells, zones={"America/Lima"}, local=UTC, now=now)
    assert faults
    with speaking("en"):
        same = [one.reason for one in faults if say(one.reason) == one.reason]
    assert same == []


def test_in_spanish_and_anywhere_else_it_is_the_spanish_line() -> None:
    line = said("más de {most} letras", most=5)
    assert line == say(line) == "más de 5 letras"
    assert say("{algo}") == "{algo}"
