"""Every error of Twilio's asks for one thing, and staff read why (promise P15)."""

import tomllib
from pathlib import Path

import pytest

from bot.channels.twilio import errors
from bot.core.messages import Reaction

TABLE = tomllib.loads(Path(errors.__file__).with_name("errors.toml").read_text("utf-8"))
RETRY, STOP, PAUSE, DROP, TEMPLATE = Reaction.RETRY, Reaction.STOP, Reaction.PAUSE, Reaction.DROP, Reaction.TEMPLATE

# Twilio's error list and the reaction each code deserves; the second column is the reason to have it.
EXPECTED = {
    RETRY: (20429, 21611, 30001, 30003, 30008, 30017, 30410, 30450, 63009, 63010, 63012, 63017, 63018, 63029),
    Reaction.RECONCILE: (20500, 20503),
    Reaction.OPT_OUT: (21610, 63033, 131050),
    STOP: (21211, 21612, 21614, 30004, 30005, 30006, 63003, 63024),
    TEMPLATE: (
        *(21655, 21656, 63005, 63013, 63016, 63021, 63027, 63028, 63030, 63040, 63041, 63042),
        *(92005, 92006, 92007, 92009),
    ),
    PAUSE: (
        *(11200, 11205, 12300, 20003, 20008, 20404, 21212, 21408, 21606, 21608, 21659, 21660),
        *(21701, 21702, 21703, 21704, 21705, 21910, 30002, 30007, 30018, 30022, 30023, 30024),
        *(30032, 30033, 30034, 30035, 63001, 63007, 63015, 63020, 63026, 63038, 63051, 63112),
    ),
    DROP: (
        *(14107, 14109, 21602, 21603, 21604, 21617, 21619, 21620, 21623),
        *(63019, 63032, 63034, 63046, 63049),
    ),
}
ROWS = [(code, reaction) for reaction, codes in EXPECTED.items() for code in codes]


@pytest.mark.parametrize(("code", "reaction"), ROWS)
def test_a_code_asks_for_its_reaction(code: int, reaction: Reaction) -> None:
    assert errors.rule(code).reaction is reaction


def test_the_table_holds_these_codes_and_no_other() -> None:
    assert {code for code, _ in ROWS} == set(errors.RULES)
    assert len(ROWS) >= 60


@pytest.mark.parametrize("code", errors.RULES)
def test_a_row_is_complete_and_its_numbers_fit_its_reaction(code: int) -> None:
    rule = errors.rule(code)
    assert rule.explanation.endswith(".")
    assert 20 < len(rule.explanation) < 160
    assert rule.where in ("http", "callback", "alert")
    if rule.reaction in (RETRY, Reaction.RECONCILE):
        assert 5 <= rule.wait <= 86400
        assert 2 <= rule.tries <= 5
    elif rule.reaction is not PAUSE:
        assert rule.wait == 0


def test_rows_hold_only_known_words() -> None:
    words = {"where", "reaction", "wait", "tries", "explicacion"}
    rows = [TABLE["default"], *TABLE["code"].values(), *TABLE["http"].values()]
    assert all(set(row) <= words for row in rows)
    assert {row["reaction"] for row in rows} <= {str(reaction) for reaction in Reaction}


@pytest.mark.parametrize("code", [None, 0, 99999])
def test_a_code_nobody_told_us_about_costs_one_message_and_no_more(code: int | None) -> None:
    assert errors.rule(code).reaction is DROP
    assert errors.rule(code).explanation
    assert errors.refused(400, code).reaction is DROP


@pytest.mark.parametrize(
    ("status", "code", "reaction"),
    [
        (429, 20429, RETRY),
        (429, None, RETRY),
        (429, 21610, RETRY),
        (500, 20500, Reaction.RECONCILE),
        (503, None, Reaction.RECONCILE),
        (502, 21211, Reaction.RECONCILE),
        (408, None, Reaction.RECONCILE),
        (401, 20003, PAUSE),
        (401, None, PAUSE),
        (403, None, PAUSE),
        (404, None, PAUSE),
        (302, None, PAUSE),
        (400, 21211, STOP),
        (400, 21610, Reaction.OPT_OUT),
        (400, None, DROP),
        (418, None, DROP),
    ],
)
def test_the_http_status_decides_whether_a_message_may_exist(status: int, code: int | None, reaction: Reaction) -> None:
    assert errors.refused(status, code).reaction is reaction


def test_a_call_without_an_answer_is_retried_only_when_it_never_left() -> None:
    assert errors.ending("unreachable").reaction is RETRY
    assert errors.ending("lost").reaction is Reaction.RECONCILE
    assert errors.ending("unreachable").wait == 5
