"""Templates at Twilio: created, submitted and listed over the package, with null types left out."""

import pytest
from twilio.rest import Client

from bot.channels.twilio.client import Credentials
from bot.channels.twilio.contents import Contents, ContentsFailed
from bot.channels.twilio.transport import SdkTransport, Transport
from bot.core.templates import Category, Draft, Status, parse
from tests.channels.conftest import Start
from tests.channels.world import ACCOUNT

pytestmark = pytest.mark.anyio
DRAFT, _ = parse(
    {
        "name": "recordatorio_cita",
        "language": "es",
        "category": "UTILITY",
        "body": "Hola {{1}}, tu cita es el {{2}} en tu centro de salud. Te esperamos allí.",
        "variables": {"1": "Rosa", "2": "lunes"},
        "buttons": ["Confirmo", "Cambiar"],
    }
)


async def test_a_template_is_created_submitted_and_listed_with_what_meta_says(start: Start) -> None:
    world = await start()
    contents = Contents(world.provider.rest)
    sid = await contents.create(DRAFT)
    (listed,) = await contents.listing()
    assert (listed.sid, listed.status, listed.category) == (sid, Status.UNSUBMITTED, None)
    assert await contents.submit(sid, DRAFT.name, DRAFT.category) is Status.RECEIVED
    world.fake.review(sid, "rejected", "INVALID_FORMAT")
    (listed,) = await contents.listing()
    assert (listed.name, listed.language, listed.category) == ("recordatorio_cita", "es", Category.UTILITY)
    assert (listed.status, listed.reason) == (Status.REJECTED, "INVALID_FORMAT")
    assert (listed.body, listed.buttons, listed.samples) == (DRAFT.body, DRAFT.buttons, DRAFT.samples)


async def test_a_long_list_comes_whole(start: Start) -> None:
    world = await start()
    contents = Contents(world.provider.rest)
    sids = {await contents.create(Draft(name=f"t{n}", language="es", body="Hola a todas y todos")) for n in range(12)}
    shown = await world.provider.rest.content.v1.content_and_approvals.list_async(page_size=5)
    assert {row.sid for row in shown} == sids == {one.sid for one in await contents.listing()}


async def test_what_twilio_refuses_is_a_sentence_for_staff(start: Start) -> None:
    world = await start()
    contents = Contents(world.provider.rest)
    sid = await contents.create(DRAFT)
    await contents.submit(sid, DRAFT.name, DRAFT.category)
    with pytest.raises(ContentsFailed, match=r"ya se envió a revisión.*92009"):
        await contents.submit(sid, DRAFT.name, DRAFT.category)
    with pytest.raises(ContentsFailed, match="20001"):
        await contents.create(Draft())


async def test_wrong_credentials_and_no_connection_are_told_apart(start: Start) -> None:
    world = await start(provider={"credentials": Credentials(account_sid=ACCOUNT, auth_token="wrong")})
    with pytest.raises(ContentsFailed, match="20003"):
        await Contents(world.provider.rest).listing()
    nobody = Client(ACCOUNT, "x", http_client=SdkTransport(Transport(api_url="http://127.0.0.1:9")))
    with pytest.raises(ContentsFailed, match="No hay conexión"):
        await Contents(nobody).listing()
