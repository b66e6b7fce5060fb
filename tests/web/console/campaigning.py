"""People who said yes, and a campaign to them, in a console of the tests."""

from typing import Any

from bot.core.addresses import Address, Channel
from bot.core.consent import ALERTS
from bot.services.scheduling import Guards, Scheduler
from bot.storage import consents, contacts, profiles
from bot.storage.profiles import Profile
from tests.tested import show
from tests.web.console.conftest import Browser, Staffed


def people(desk: Staffed, count: int, *, district: str = "", channel: Channel = Channel.WHATSAPP) -> None:
    """So many people wrote an hour ago and said yes to campaigns."""
    now = desk.clock()
    ours = Address(channel, "+51900000001").full
    seen = [contacts.Seen(address=Address(channel, f"+5191{n:07d}"), sender=ours) for n in range(count)]
    with desk.app.database.write() as tx:
        for one in contacts.reach(tx, seen, now):
            consents.write(tx, one.contact_id, ALERTS, given=True, at=now, source="chat", version="1")
            if district:
                profiles.write(tx, one.contact_id, Profile(district=district))


def typed(**changes: Any) -> dict[str, Any]:
    """What the form of a new campaign sends."""
    form = {
        "act": "save", "name": "Lavado de manos", "channel": "whatsapp", "kind": "information", "when": "hand",
        "body_es": "Hola, {nombre}: lávate las manos.", "a_languages": ["es"],
    }  # fmt: skip
    return {**form, **changes}


def made(desk: Staffed, *, officer: str = "officer", **changes: Any) -> int:
    """A draft, made through the form by an officer and seen on a phone by the team. Returns its number."""
    answer = desk.browser(officer).post("/console/campanas/nueva", typed(**changes))
    assert answer.status_code == 303, answer.text.partition('class="wrong"')[2][:200]
    campaign = int(answer.headers["location"].split("/")[3])
    show(desk.app.database, campaign)
    return campaign


def fingerprint(page: str) -> str:
    """The one the forms of a page carry."""
    return page.partition('name="hash" value="')[2].partition('"')[0]


def shown(browser: Browser, campaign: int) -> str:
    """The page of facts, once the facts are there."""
    for _ in range(100):
        page = browser.get(f"/console/campanas/{campaign}/revision").text
        if 'id="cost"' in page:
            return page
    raise AssertionError("the facts never come")


def results(browser: Browser, campaign: int) -> str:
    """The page of results, once the numbers are there."""
    for _ in range(1_000):
        page = browser.get(f"/console/campanas/{campaign}/resultados").text
        if 'class="tiles"' in page:
            return page
    raise AssertionError("the results never come")


def approved(desk: Staffed, *, officer: str = "officer", approver: str = "approver", **changes: Any) -> int:
    """A campaign on which both have done their part, through the pages."""
    campaign = made(desk, officer=officer, **changes)
    writes, decides = desk.browser(officer), desk.browser(approver)
    here = f"/console/campanas/{campaign}"
    done = writes.post(f"{here}/enviar", {"hash": fingerprint(shown(writes, campaign)), "comment": "Para el lunes."})
    assert done.status_code == 303, done.status_code
    done = decides.post(f"{here}/aprobar", {"hash": fingerprint(shown(decides, campaign))})
    assert done.status_code == 303, done.status_code
    return campaign


def settle(desk: Staffed) -> None:
    """Everything that is due by itself."""
    scheduler = Scheduler(desk.app.database, desk.app.regulations, Guards(failures_in_a_row=20), desk.clock)
    while scheduler.step():
        pass
