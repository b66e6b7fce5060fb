"""What Twilio tells about deliveries, in any order and spelling (promise P20)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.webhook import BadWebhook, Malformed, WrongAccount, report
from bot.core.messages import Reaction, Report, Status
from tests.channels.world import ACCOUNT, NUMBER, PERSON, TOKENS

SID = "SM" + "b" * 32
CALLBACK = {
    "SmsSid": SID,
    "SmsStatus": "sent",
    "MessageStatus": "sent",
    "ChannelPrefix": "whatsapp",
    "To": PERSON,
    "MessageSid": SID,
    "AccountSid": ACCOUNT,
    "From": NUMBER,
    "ApiVersion": "2010-04-01",
    "ChannelInstallSid": "XE" + "0" * 32,
}


def understood(changed: dict[str, str], query: str = "") -> Report:
    fields = {**CALLBACK, **changed}
    return report([*fields.items()], query=query, verify=TOKENS.verify, account_sids=[ACCOUNT])


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", Status.ACCEPTED),
        ("scheduled", Status.ACCEPTED),
        ("queued", Status.ACCEPTED),
        ("sending", Status.ACCEPTED),
        ("sent", Status.SENT),
        ("delivered", Status.DELIVERED),
        ("partially_delivered", Status.SENT),
        ("read", Status.READ),
        ("undelivered", Status.FAILED),
        ("failed", Status.FAILED),
        ("canceled", Status.FAILED),
        ("DELIVERED", Status.DELIVERED),
        ("a word of tomorrow", Status.ACCEPTED),
        ("", Status.ACCEPTED),
    ],
)
def test_a_status_word_becomes_ours_and_an_unknown_one_proves_only_that_twilio_has_it(
    word: str, status: Status
) -> None:
    told = understood({"MessageStatus": word, "SmsStatus": ""})
    assert (told.provider_id, told.status, told.reaction) == (
        SID,
        status,
        Reaction.DROP if status is Status.FAILED else None,
    )


def test_a_late_failure_says_what_to_do_about_it() -> None:
    told = understood({"MessageStatus": "failed", "ErrorCode": "63016"})
    assert (told.code, told.reaction) == (63016, Reaction.TEMPLATE)
    again = understood({"MessageStatus": "undelivered", "ErrorCode": "30003"})
    assert (again.reaction, again.wait, again.tries) == (Reaction.RETRY, 28800, 3)


def test_the_attempt_in_the_url_is_believed_only_with_its_mac() -> None:
    assert understood({}, TOKENS.query(77)).attempt == 77
    assert understood({}, TOKENS.query(77).replace("a=77", "a=78")).attempt is None
    assert understood({}, "a=77").attempt is None
    assert understood({}, "").attempt is None
    assert understood({}, "&" * 1000 + TOKENS.query(77)).attempt is None


def test_the_time_of_arrival_is_the_callers() -> None:
    at = datetime(2026, 11, 3, 12, tzinfo=UTC)
    assert report([*CALLBACK.items()], query="", verify=TOKENS.verify, account_sids=[ACCOUNT], at=at).at == at


@pytest.mark.parametrize("code", ["", "0", "none", "²", "-1", "1234567", " "])
def test_an_error_code_that_is_none_is_left_out(code: str) -> None:
    assert understood({"MessageStatus": "failed", "ErrorCode": code}).code is None


def test_reports_of_other_accounts_and_about_no_message_are_clear_errors() -> None:
    with pytest.raises(WrongAccount):
        understood({"AccountSid": "AC" + "9" * 32})
    with pytest.raises(Malformed):
        understood({"MessageSid": "", "SmsSid": ""})


@given(
    fields=st.dictionaries(st.sampled_from([*CALLBACK, "ErrorCode"]), st.text(max_size=20)),
    query=st.text(max_size=40),
)
def test_no_generated_report_raises_anything_but_the_typed_errors(fields: dict[str, str], query: str) -> None:
    try:
        told = understood({**fields, "AccountSid": ACCOUNT}, query)
    except BadWebhook:
        return
    assert told.attempt is None
