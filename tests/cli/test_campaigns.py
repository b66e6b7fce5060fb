"""`puente campaign` as a shell meets it."""

import json
from pathlib import Path

import pytest
import yaml

from bot.core.addresses import Address, Channel, parse
from bot.core.consent import ALERTS
from bot.storage import consents, contacts, outbound
from tests.cli.conftest import ENGLISH, SPANISH, Done, Shell
from tests.tested import show

CONTRACT = ("id", "name", "state", "audience", "counts", "refused", "failed")
COUNTS = ["waiting", "claimed", "unknown", "accepted", "sent", "delivered", "read", "failed", "refused", "cancelled"]


@pytest.fixture
def people(installed: Shell) -> Shell:
    """An installation where five people said yes to campaigns."""
    app = installed.app()
    ours = Address(Channel.WHATSAPP, "+51900000001").full
    seen = [contacts.Seen(address=parse(f"whatsapp:+5191111111{n}"), sender=ours) for n in range(5)]
    with app.database.write() as tx:
        for one in contacts.reach(tx, seen, app.clock()):
            consents.write(tx, one.contact_id, ALERTS, given=True, at=app.clock(), source="chat", version="1")
    app.database.close()
    return installed


def file(shell: Shell, **fields: object) -> Path:
    plain = {"name": "Manos", "channel": "whatsapp", "body": {"es": "Lávate."}, "audience": {"languages": ["es"]}}
    path = shell.folder / "campaign.yml"
    path.write_text(yaml.safe_dump({**plain, **fields}, allow_unicode=True), "utf-8")
    return path


def shown(shell: Shell, campaign: int = 1) -> dict[str, object]:
    done = shell.run("campaign", "show", str(campaign), "--json")
    assert done.code == 0
    return dict(json.loads(done.out))


def well(done: Done) -> Done:
    assert (done.code, done.err) == (0, ""), done
    return done


def yes(shell: Shell, *options: str) -> None:
    """A second person approves the first campaign, which the team has seen on a phone."""
    app = shell.app()
    show(app.database, 1)
    app.database.close()
    well(shell.run("campaign", "approve", "1", *options, "--as", "ana"))


def test_a_campaign_goes_from_a_file_to_a_start_and_its_json_keeps_the_contract(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    well(people.run("campaign", "preflight", "1"))
    yes(people)
    well(people.run("campaign", "start", "1", "--as", "olga"))
    document = shown(people)
    assert tuple(document)[:7] == CONTRACT
    assert list(document["counts"]) == COUNTS  # type: ignore[call-overload]
    assert (document["state"], document["audience"]) == ("running", 5)
    assert sum(document["counts"].values()) == 5  # type: ignore[attr-defined]
    well(people.run("campaign", "pause", "1", "--as", "olga"))
    well(people.run("campaign", "resume", "1", "--as", "olga"))
    well(people.run("campaign", "cancel", "1", "--as", "olga"))
    assert shown(people)["counts"]["cancelled"] == 5  # type: ignore[index]
    well(people.run("campaign", "clone", "1", "--as", "olga"))
    assert [row["state"] for row in json.loads(people.run("campaign", "list", "--json").out)] == ["draft", "cancelled"]


def test_every_problem_of_a_file_is_named_and_nothing_is_made(people: Shell) -> None:
    before = people.everything()
    bad = file(
        people,
        kind="spam",
        body={"en": "x" * 1_700},
        audience={"districts": ["Vila El Salvador"]},
        send_at="2020-01-01T09:00",
        colour="red",
    )
    done = people.run("campaign", "create", bad)
    assert (done.code, done.out) == (2, "")
    named = [line.split(": ")[1] for line in done.problems]
    assert set(named) == {"colour", "kind", "audience.districts", "body.es", "body.en", "send_at"}
    assert all(line.startswith(str(bad)) for line in done.problems)
    assert people.everything() == before


@pytest.mark.parametrize("text", ["- a\n- list\n", "name: [", "\x00", "just words"])
def test_a_file_that_is_no_campaign_is_refused_in_one_line(people: Shell, text: str) -> None:
    path = people.folder / "bad.yml"
    path.write_text(text)
    done = people.run("campaign", "create", path)
    assert (done.code, len(done.problems)) == (2, 1)


MANY = """
name: Serie
channel: whatsapp
audience: {languages: [es]}
send_at: 2026-13-01
series: {from: birthday, at: "25:00", until: 2026-02-30, steps: []}
"""
BUTTONS = """
name: Botones
body: {es: "Hola"}
audience: {languages: [es]}
repeat: {every: year, until: pronto}
buttons: [{label: "Un texto demasiado largo para un botón", opens: otra}, {label: A}, {label: B}, {label: C}]
"""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (MANY, ["send_at", "series.from", "series.at", "series.until", "series.steps"]),
        (BUTTONS, ["repeat.every", "repeat.until", "buttons", "buttons.1.label", "buttons.1.opens"]),
    ],
)
def test_one_problem_hides_no_other_nor_does_a_date_that_is_none(people: Shell, text: str, fields: list[str]) -> None:
    (people.folder / "many.yml").write_text(text)
    done = people.run("campaign", "create", "many.yml", "--as", "olga")
    assert done.code == 2
    named = {line.split(": ")[1] for line in done.problems}
    assert named >= set(fields)


@pytest.mark.parametrize("command", [("campaign", "create"), ("template", "create"), ("audience", "save", "norte")])
def test_a_file_that_is_no_yaml_is_refused_with_its_line(people: Shell, command: tuple[str, ...]) -> None:
    (people.folder / "broken.yml").write_text("name: uno\nbody: [\n")
    done = people.run(*command, "broken.yml", "--as", "olga")
    assert done.code == 2
    assert done.problems[0].startswith("broken.yml, ")
    (people.folder / "deep.yml").write_text("[" * 20_000)
    assert people.run(*command, "deep.yml", "--as", "olga").code == 2


def test_an_audience_of_nobody_is_refused(people: Shell) -> None:
    done = people.run("campaign", "create", file(people, audience={"districts": ["Comas"]}), LANG=ENGLISH)
    assert done.code == 2
    assert "audience" in done.err


def test_nobody_approves_what_they_wrote_and_nothing_starts_without_a_yes(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    assert people.run("campaign", "start", "1", "--as", "olga").code == 2
    assert people.run("campaign", "approve", "1", "--as", "olga").code == 2
    yes(people)
    well(people.run("campaign", "edit", "1", file(people, name="Otra"), "--as", "ana"))
    assert people.run("campaign", "approve", "1", "--as", "ana").code == 2
    assert people.run("campaign", "start", "1", "--as", "ana").code == 2


def test_an_approval_names_the_fingerprint_that_was_read(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    read = json.loads(well(people.run("campaign", "preflight", "1", "--json")).out)["hash"]
    assert read == shown(people)["hash"]
    assert read[:12] in well(people.run("campaign", "preflight", "1")).out
    well(people.run("campaign", "edit", "1", file(people, body={"es": "Otra cosa."}), "--as", "olga"))
    done = people.run("campaign", "approve", "1", "--hash", read, "--as", "ana")
    assert (done.code, len(done.problems)) == (2, 1)
    assert "olga" in done.err
    yes(people, "--hash", str(shown(people)["hash"]))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            SPANISH,
            ("1  persona en la audiencia", "] 1 persona", "GSM-7, 1 parte", "para 1 persona.", "camino: 1 mensaje."),
        ),
        (ENGLISH, ("1  person in the audience", "] 1 person", "GSM-7, 1 part", "for 1 person.", "way: 1 message.")),
    ],
)
def test_one_is_said_as_one(installed: Shell, language: str, said: tuple[str, ...]) -> None:
    (installed.folder / "one.csv").write_text(
        "address,consent,consent_at,consent_source,consent_text\n+51911111111,yes,2026-10-01,ficha,v2\n987,,,,\n"
    )
    done = installed.run("contacts", "import", "one.csv", LANG=language)
    assert ("1 fila con errores" if language == SPANISH else "1 row with errors") in done.err
    well(installed.run("campaign", "create", file(installed, channel="sms", body={"es": "Hola."}), "--as", "olga"))
    page = well(installed.run("campaign", "preflight", "1", LANG=language)).out.replace("]  ", "] ")
    tested = well(installed.run("campaign", "test", "1", "--to", "+51911111111", "--as", "olga", LANG=language)).out
    app = installed.app()
    show(app.database, 1)
    app.database.close()
    approved = well(installed.run("campaign", "approve", "1", "--as", "ana", LANG=language)).out
    assert [line for line in said if line not in page + tested + approved] == []


def test_a_number_nobody_has_is_one_clear_line(people: Shell) -> None:
    for command in ("show", "approve", "start", "pause", "resume", "cancel", "clone", "preflight", "schedule"):
        done = people.run("campaign", command, "77")
        assert (done.code, len(done.problems)) == (2, 1), command


def test_following_draws_a_bar_and_ends_when_nothing_is_to_come(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    done = people.run("campaign", "show", "1", "--follow")
    assert done.code == 0
    assert "0 de 5" in done.err


def test_a_test_goes_to_one_known_address_only(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    well(people.run("campaign", "test", "1", "--to", "whatsapp:+51911111111", "--as", "olga"))
    assert people.run("campaign", "test", "1", "--to", "whatsapp:+51999999999", "--as", "olga").code == 2
    assert people.run("campaign", "test", "1", "--to", "nobody", "--as", "olga").code == 2
    assert shown(people)["counts"]["waiting"] == 5  # type: ignore[index]
    app = people.app()
    with app.database.read() as tx:
        assert outbound.waiting_count(tx) == 1
    app.database.close()


def test_an_approval_asks_for_a_test_in_one_line_on_every_page_that_speaks_of_it(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    for said, run in (("Falta una prueba", None), ("va en camino", "test")):
        if run:
            well(people.run("campaign", run, "1", "--to", "whatsapp:+51911111111", "--as", "olga"))
        done = people.run("campaign", "approve", "1", "--as", "ana")
        assert (done.code, len(done.problems), said in done.err) == (2, 1, True)
        assert said in well(people.run("campaign", "preflight", "1")).out
    assert json.loads(people.run("campaign", "preflight", "1", "--json").out)["test"] == "waiting"
    assert shown(people)["state"] == "draft"


def test_results_report_and_export_are_files_and_pages(people: Shell) -> None:
    well(people.run("campaign", "create", file(people), "--as", "olga"))
    yes(people)
    well(people.run("campaign", "start", "1", "--as", "olga"))
    told = json.loads(well(people.run("campaign", "results", "1", "--json", "--plot", "course.svg")).out)
    assert sum(told["counts"].values()) == told["audience"] == 5
    assert (people.folder / "course.svg").read_text().startswith("<svg")
    assert people.run("campaign", "results", "1", "--plot", "course.png").code == 2
    assert "en total" in well(people.run("campaign", "results", "1")).out
    well(people.run("campaign", "report", "1", "--out", "report.html"))
    page = (people.folder / "report.html").read_text()
    assert "Manos" in page
    well(people.run("campaign", "export", "1", "out.csv", "--as", "olga"))
    assert (people.folder / "out.csv").read_text("utf-8-sig").startswith("contact,run,channel,status")
    assert "campaign.export" in people.run("audit", "list").out


def test_what_cannot_be_written_or_does_not_exist_is_one_line(people: Shell) -> None:
    for arguments in (
        ("campaign", "results", "9"),
        ("campaign", "report", "9", "--out", "x.html"),
        ("campaign", "export", "9", "x.csv"),
    ):
        done = people.run(*arguments)
        assert (done.code, len(done.problems)) == (2, 1), done
    well(people.run("campaign", "create", file(people)))
    for arguments in (
        ("campaign", "report", "1", "--out", "nowhere/x.html"),
        ("campaign", "results", "1", "--plot", "nowhere/x.svg"),
        ("campaign", "export", "1", "x.pdf"),
    ):
        done = people.run(*arguments)
        assert (done.code, len(done.problems)) == (2, 1), done
    assert not list(people.folder.glob("x.*"))
