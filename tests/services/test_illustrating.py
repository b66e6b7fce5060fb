"""A picture or voice file of an answer: taken in without what it tells of its maker, and sent beside a whole text."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from bot.core import content as rules
from bot.core import files as names
from bot.core.addresses import Channel
from bot.core.content import Entry, Topic
from bot.core.conversation import Outcome
from bot.core.errors import BadInput
from bot.core.messages import Outgoing
from bot.core.organisation import Organisation
from bot.services import illustrating
from bot.services.turned import Turned, finish
from bot.storage import content, files
from bot.storage.database import Database
from tests.conftest import Hands
from tests.services.conftest import ENTRIES, PUBLIC, Talk

MP3 = b"\xff\xfb\x90\x64" + bytes(400)
OPUS = b"OggS" + bytes(24) + b"OpusHead\x01\x01" + bytes(200)
BASE = f"{PUBLIC}/media"


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else None).save(out, form, **options)
    return out.getvalue()


def taken(database: Database, clock: Hands, raw: bytes) -> tuple[str, bytes]:
    with database.write() as tx:
        name = illustrating.take(tx, raw, by="rosa", now=clock())
        data = files.data(tx, name)
    assert data is not None
    assert names.is_name(name)
    return name, data


def test_a_photograph_says_nothing_of_where_it_was_taken(database: Database, clock: Hands) -> None:
    exif = Image.Exif()
    exif[0x010E] = "casa de rosa"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (12.0, 3.0, 1.0)
    raw = picture(size=(64, 48), exif=exif)
    assert b"casa de rosa" in raw
    name, data = taken(database, clock, raw)
    with Image.open(io.BytesIO(data)) as kept:
        assert dict(kept.getexif()) == {}
        assert kept.size == (48, 64)
    assert name.endswith(".jpg")
    assert b"casa de rosa" not in data


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1"])
def test_a_drawing_stays_sharp_and_gets_a_white_ground(database: Database, clock: Hands, mode: str) -> None:
    name, data = taken(database, clock, picture("PNG", mode=mode))
    assert name.endswith(".png")
    with Image.open(io.BytesIO(data)) as kept:
        assert kept.size == (64, 48)


def test_a_large_picture_is_made_small_and_a_voice_keeps_only_its_sound(database: Database, clock: Hands) -> None:
    _name, data = taken(database, clock, picture(size=(4_000, 3_000)))
    with Image.open(io.BytesIO(data)) as kept:
        assert max(kept.size) == 1_280
    assert len(data) <= illustrating.KEPT
    tagged = b"ID3\x04\x00\x00\x00\x00\x00\x0b" + b"nombre ana!" + MP3 + b"TAG" + b"ana".ljust(125)
    name, data = taken(database, clock, tagged)
    assert (name[-4:], data) == (".mp3", MP3)
    assert taken(database, clock, OPUS)[0].endswith(".ogg")
    assert taken(database, clock, OPUS)[0] == taken(database, clock, OPUS)[0]


BOMB = picture("PNG", size=(9_000, 5_000), mode="1")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "No es una imagen"),
        (b"GIF89a" + bytes(50), "No es una imagen"),
        (b"<svg onload=alert(1)>", "No es una imagen"),
        (picture()[:200], "No es una imagen"),
        (BOMB, "demasiado grande"),
        (bytes(illustrating.BIGGEST + 1), "más de 5 MB"),
        (MP3 + bytes(illustrating.KEPT), "más de 1 MB"),
        (b"OggS" + bytes(200), "debe ser Opus"),
        (OPUS.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02"), "mono"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x01x" + b"nothing", "No es una imagen"),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", "No es una imagen"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_phones_could_not_show_is_refused_in_words(
    database: Database, clock: Hands, raw: bytes, said: str
) -> None:
    with database.write() as tx, pytest.raises(BadInput, match=said):
        illustrating.take(tx, raw, by="rosa", now=clock())


def test_files_that_no_wording_names_go_after_a_month(database: Database, clock: Hands) -> None:
    used, _ = taken(database, clock, picture())
    unused, _ = taken(database, clock, MP3)
    with database.write() as tx:
        content.draft(tx, replace(ENTRIES[0], media=used), author="t", now=clock())
    assert illustrating.forget(database, clock()) == 0
    clock.move(days=31)
    assert illustrating.forget(database, clock()) == 1
    with database.read() as tx:
        assert files.data(tx, unused) is None
        assert files.data(tx, used) is not None


PICTURE, VOICE = "0" * 32 + ".jpg", "1" * 32 + ".mp3"


@pytest.fixture
def talk(new_talk: Callable[..., Talk]) -> Talk:
    made = new_talk()
    made.say("hola")
    return made


def written(talk: Talk, clock: Hands, entry: Entry) -> None:
    with talk.database.write() as tx:
        content.publish(tx, {entry.id: content.draft(tx, entry, author="t", now=clock())}, clock())


def test_a_picture_goes_with_the_answer_and_the_text_is_whole(talk: Talk, clock: Hands) -> None:
    written(talk, clock, replace(ENTRIES[0], media=PICTURE))
    turned = talk.say("C01").turned
    assert turned.outgoing is not None
    assert turned.outgoing.media_url == f"{BASE}/{PICTURE}"
    assert ENTRIES[0].whatsapp in turned.outgoing.text


def test_a_picture_under_a_long_text_and_a_voice_are_offered_and_come_when_picked(talk: Talk, clock: Hands) -> None:
    written(talk, clock, replace(ENTRIES[0], media=VOICE))
    turned = talk.say("C01").turned
    assert turned.outgoing is not None
    assert turned.outgoing.media_url == ""
    number = [one.label for one in turned.outgoing.options].index("Escuchar") + 1
    heard = talk.say(str(number)).turned
    assert heard.outgoing is not None
    assert (heard.outgoing.media_url, heard.outcome) == (f"{BASE}/{VOICE}", Outcome.ANSWER)


def test_under_a_text_too_long_for_a_caption_the_picture_is_offered() -> None:
    turned = Turned(
        outgoing=Outgoing(text="Más palabras. " * 80, media_url=f"{BASE}/{PICTURE}"),
        state={},
        outcome=Outcome.ANSWER,
        topic=Topic.SCHOOL,
        entry="C01",
    )
    done = finish(turned, Channel.WHATSAPP, Organisation(), 90)
    assert done.outgoing is not None
    assert (done.outgoing.media_url, done.outgoing.options[-1].payload) == ("", "file:C01")
    assert done.state["options"][-1] == ["Ver imagen", "file:C01"]


def test_nothing_is_shown_on_sms_or_in_discreet_mode(talk: Talk, clock: Hands) -> None:
    written(talk, clock, replace(ENTRIES[0], media=PICTURE))
    sms = talk.say("C01", person="+51922222222").turned
    assert sms.outgoing is not None
    assert sms.outgoing.media_url == ""
    talk.say("modo discreto")
    discreet = talk.say("C01").turned
    assert discreet.outgoing is not None
    assert discreet.outgoing.media_url == ""


def test_a_sensitive_answer_and_a_name_of_nothing_keep_an_entry_from_review() -> None:
    assert any("otra persona puede verlo" in one for one in rules.faults(replace(ENTRIES[3], media=PICTURE)))
    assert any("«media»" in one for one in rules.faults(replace(ENTRIES[0], media="../x.jpg")))
    assert rules.faults(replace(ENTRIES[0], media=PICTURE)) == []
