"""The rules of campaigns that need no database: what may leave, when one comes again, what an approval covers."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import campaigns, composing, placeholders, plan_file, plans, repetition
from bot.core.addresses import Channel
from bot.core.campaigns import Act, State
from bot.core.composing import Chosen
from bot.core.policy import MARGIN, WINDOW, Person, Reason, Refuse, Send, Terms, Wait, decide
from bot.core.quiet_hours import parse
from bot.core.repetition import Every, Repetition

LIMA = ZoneInfo("America/Lima")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
HOURS = parse("Mon-Sat 08:00-20:00")
REFUSED = [reason for reason in Reason if reason in {"opted_out", "no_consent", "stopped", "resting"}]

people = st.builds(
    Person,
    channel=st.sampled_from(Channel),
    zone=st.just(LIMA),
    refusal=st.sampled_from(["", "", "", *REFUSED]),
    subscribed=st.sampled_from([True, True, False]),
    wrote_at=st.none() | st.integers(0, 48 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    had_this_week=st.integers(0, 4),
    sensitive=st.sampled_from([False, False, True]),
)
terms = st.builds(
    Terms, has_body=st.booleans(), has_template=st.booleans(), emergency=st.booleans(), hours=st.just(HOURS),
    weekly_cap=st.integers(0, 3),
)  # fmt: skip
moments = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01"), timezones=st.just(UTC)
)


@given(people, terms, moments)
def test_what_is_sent_breaks_no_rule(person: Person, rules: Terms, now: datetime) -> None:
    if person.wrote_at is not None:
        person = replace(person, wrote_at=now - (NOW - person.wrote_at))
    found = decide(person, rules, now)
    if isinstance(found, Send):
        assert person.refusal == ""
        assert person.subscribed
        assert not person.sensitive
        assert rules.emergency or person.had_this_week < rules.weekly_cap
        assert rules.emergency or (HOURS.is_open(now, LIMA) and HOURS.is_open(found.leave_by - timedelta(1e-6), LIMA))
        if found.by_template:
            assert person.channel is Channel.WHATSAPP
            assert rules.has_template
        else:
            assert rules.has_body
            fresh = person.wrote_at is not None and now - person.wrote_at < WINDOW
            assert person.channel is Channel.SMS or fresh
    if isinstance(found, Wait):
        assert not rules.emergency
        assert found.until > now
        assert HOURS.is_open(found.until, LIMA)


@pytest.mark.parametrize(
    ("ago", "fate"), [(86_099, Send), (86_100, Refuse), (86_399, Refuse), (86_400, Refuse)]
)  # 23:55 after they wrote: five minutes early, because the provider judges at delivery
def test_free_text_stops_five_minutes_before_the_window_closes(ago: int, fate: type) -> None:
    person = Person(channel=Channel.WHATSAPP, zone=LIMA, wrote_at=NOW - timedelta(seconds=ago))
    rules = Terms(has_body=True, has_template=False, emergency=False, hours=HOURS, weekly_cap=2)
    assert isinstance(decide(person, rules, NOW), fate)


def test_what_could_still_be_on_its_way_at_eight_in_the_evening_waits() -> None:
    person = Person(channel=Channel.SMS, zone=LIMA)
    rules = Terms(has_body=True, has_template=False, emergency=False, hours=HOURS, weekly_cap=2)
    evening = datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert isinstance(decide(person, rules, evening - MARGIN - timedelta(seconds=1)), Send)
    assert decide(person, rules, evening - MARGIN) == Wait(until=datetime(2026, 11, 25, 13, tzinfo=UTC))


# Repetition


@given(
    st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")).map(
        lambda d: d.replace(second=0, microsecond=0)
    ),
    st.sampled_from(Every),
    st.integers(0, 800),
)
def test_occurrences_keep_the_hour_come_in_order_and_end(first: datetime, every: Every, days: int) -> None:
    rule = Repetition(every=every, until=first.date() + timedelta(days=days))
    zone = ZoneInfo("America/Santiago")
    found = []
    for number in range(1, 900):
        at = repetition.occurrence(first, rule, number, zone)
        if at is None:
            break
        found.append(at.astimezone(zone))
    assert found
    assert found == sorted(set(found))
    assert all(at.date() <= rule.until for at in found)
    # Where summer time skips that hour it comes after the gap; everywhere else it is the hour asked for.
    assert sum((at.hour, at.minute) != (first.hour, first.minute) for at in found) <= len(found) // 100 + 3


def test_the_31st_is_followed_by_the_last_day_of_a_short_month() -> None:
    rule = Repetition(every=Every.MONTH, until=date(2027, 5, 31))
    days = [repetition.occurrence(datetime.fromisoformat("2026-12-31T09:00"), rule, n, LIMA) for n in range(1, 8)]
    assert [d and (d.month, d.day) for d in days] == [(12, 31), (1, 31), (2, 28), (3, 31), (4, 30), (5, 31), None]


# What an approval covers


def file(**fields: Any) -> dict[str, Any]:
    return {
        "name": "n",
        "body": {"es": "Hola"},
        "template": {"content_sid": "HX" + "a" * 32, "variables": {"1": "x"}},
        "audience": {"languages": ["es"]},
        "send_at": "2026-12-01T09:00",
        "buttons": [{"label": "Sí", "opens": "menu"}],
        **fields,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"body": {"es": "Hola."}},
        {"body": {"es": "Hola", "en": "Hi"}},
        {"template": {"content_sid": "HX" + "b" * 32, "variables": {"1": "x"}}},
        {"template": {"content_sid": "HX" + "a" * 32, "variables": {"1": "y"}}},
        {"template": None},
        {"media_url": "https://example.org/a.jpg"},
        {"channel": "whatsapp_then_sms"},
        {"kind": "emergency", "emergency_reason": "Huaico"},
        {"audience": {"languages": ["es"], "seen_within_days": 30}},
        {"send_at": "2026-12-01T09:01"},
        {"send_at": None},
        {"repeat": {"every": "day", "until": "2026-12-05"}},
        {"buttons": [{"label": "Sí", "opens": "person"}]},
        {"buttons": None},
    ],
)
def test_any_change_of_the_plan_is_another_fingerprint(change: dict[str, Any]) -> None:
    before, after = plan_file.read(file()), plan_file.read(file(**change))
    assert (before.problems, after.problems) == ((), ())
    assert before.plan.fingerprint() != after.plan.fingerprint()


@given(st.permutations(list(file())))
def test_the_order_of_the_file_and_the_name_are_not_what_is_approved(order: list[str]) -> None:
    whole = file(name="otro nombre")
    again = plan_file.read({field: whole[field] for field in order}).plan
    assert again.fingerprint() == plan_file.read(file()).plan.fingerprint()
    assert plans.from_document(json.loads(plans.canonical(again))) == again


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.dates() | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["es", "en", "day", "every", "until", "from", "at", "steps", "body", "label", "opens", "1"])
            | st.booleans()
            | st.integers(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*file(), "repeat", "series", "templates", "sms", "kind", "channel"]), ODD))
def test_whatever_yaml_brings_is_named_and_never_breaks_the_reader(fields: dict[str, Any]) -> None:
    found = plan_file.read(file(**fields))
    assert found.problems or plans.from_document(json.loads(plans.canonical(found.plan))) == found.plan


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"buttons": [{"label": "Sí, {nombre}", "opens": "menu"}]}, "buttons.1.label"),
        ({"template": None, "templates": {"es": file()["template"], "xx": file()["template"]}}, "templates.xx"),
        ({"channel": "sms", "template": None, "body": {"es": "Hola {nombre|" + "á" * 140 + "}"}}, "body.es"),
        ({"body": {"es": "Hola {nombre|" + "a" * 1_700 + "}"}}, "body.es"),
    ],
)
def test_what_would_leave_otherwise_than_written_is_refused(fields: dict[str, Any], field: str) -> None:
    assert [line.partition(":")[0] for line in plan_file.read(file(**fields)).problems] == [field]


# Words


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(placeholders.NAMES), st.text(max_size=200)))
def test_filling_never_breaks_and_leaves_no_known_name_in_braces(text: str, values: dict[str, str]) -> None:
    if placeholders.unknown(text):
        return
    filled = placeholders.fill(text, values, "es")
    assert not placeholders.names(filled)
    assert len(filled) <= len(placeholders.longest(text))


def test_a_name_cannot_bring_marks_lines_or_length_into_a_text() -> None:
    said = placeholders.fill("Hola, {nombre}.", {"nombre": "*Ana*\n\tMaría " + "x" * 90}, "es")
    assert said == "Hola, Ana María " + "x" * 54 + "."


def test_a_template_leaves_without_text_and_free_text_without_template() -> None:
    plan = plan_file.read(file()).plan
    by_template = composing.compose(1, plan, 0, Channel.WHATSAPP, Chosen(language="es", by_template=True))
    assert (by_template.text, by_template.options, by_template.variables) == ("", (), {"1": "x"})
    free = composing.compose(1, plan, 0, Channel.WHATSAPP, Chosen(language="es"))
    assert (free.text, free.content_sid, len(free.options)) == ("Hola", "", 1)


# States


def test_nothing_leads_out_of_cancelled_and_only_a_late_retry_out_of_done() -> None:
    assert [act for act in Act if State.CANCELLED in campaigns.sources(act)] == []
    assert [act for act in Act if State.DONE in campaigns.sources(act)] == [Act.REOPEN]


def test_nothing_runs_that_was_not_approved() -> None:
    starts = {state for act in Act if campaigns.target(act) is State.RUNNING for state in campaigns.sources(act)}
    assert starts == {State.APPROVED, State.SCHEDULED, State.PAUSED, State.DONE}
    assert campaigns.sources(Act.APPROVE) == {State.DRAFT}


def test_nobody_approves_what_they_wrote_or_changed() -> None:
    assert campaigns.may_approve("ana", author="olga", editors=["olga", "luis"])
    assert not campaigns.may_approve("olga", author="olga", editors=["olga"])
    assert not campaigns.may_approve("luis", author="olga", editors=["olga", "luis"])


@pytest.mark.parametrize(("now", "grown"), [(100, False), (110, False), (111, True), (90, False)])
def test_more_than_a_tenth_more_people_ask_again(now: int, grown: bool) -> None:
    assert campaigns.grown(now, 100) is grown
