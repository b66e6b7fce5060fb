"""What storage promises, on both databases."""

import errno
import gzip
import threading
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError

from bot.core.addresses import Address, Channel, parse
from bot.core.content import Entry, Kind, Topic
from bot.core.conversation import Outcome
from bot.core.errors import BadInput, SchemaMismatch, WrongKey
from bot.core.messages import Form, Outgoing, Priority, Received, Report, Status
from bot.storage import (
    attempts,
    cases,
    consents,
    contacts,
    content,
    copies,
    departures,
    doubts,
    inbound,
    outbound,
    reports,
    schema,
    votes,
    workers,
)
from bot.storage.crypto import Vault, parse_keys
from bot.storage.database import Database, is_away, is_full
from bot.storage.migrate import HEAD, migrate
from tests.conftest import NOW, Hands

OURS = Address(Channel.WHATSAPP, "+51900000001")


def message(number: int, sender: str = "whatsapp:+51911111111", text: str = "hola", also: str = "") -> Received:
    return Received(
        provider_id=f"SM{number:032x}",
        sender=parse(sender),
        recipient=OURS,
        form=Form.TEXT,
        text=text,
        external_user_id=also,
    )


def keep(database: Database, *messages: Received) -> list[bool]:
    with database.write() as tx:
        return inbound.store(tx, messages, NOW)


def claim(database: Database, worker: str = "w1", limit: int = 10) -> list[inbound.Waiting]:
    with database.write() as tx:
        return inbound.claim(tx, worker=worker, now=NOW, until=NOW + timedelta(seconds=30), limit=limit)


def settle(database: Database, message_id: int, worker: str = "w1", keep_text: bool = True) -> bool:
    with database.write() as tx:
        turn = inbound.Settled(
            id=message_id,
            outcome=Outcome.ANSWER,
            topic=Topic.SCHOOL,
            entry="C01",
            confidence=0.9,
            keep_text=keep_text,
        )
        return inbound.settle(tx, [turn], worker=worker, now=NOW) == {message_id}


def test_a_message_is_kept_once_however_often_it_comes(database: Database) -> None:
    assert keep(database, message(1), message(1), message(2)) == [True, False, True]
    assert keep(database, message(1)) == [False]


def test_two_processes_that_meet_the_same_message_at_once_keep_one(database: Database) -> None:
    results: list[bool] = []
    barrier = threading.Barrier(8)

    def deliver() -> None:
        barrier.wait()
        results.extend(keep(database, message(7)))

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    with database.read() as tx:
        assert len(tx.connection.execute(select(schema.contacts.c.id)).all()) == 1


def test_one_message_per_person_is_claimed_and_in_order(database: Database) -> None:
    keep(database, message(1), message(2), message(3, "whatsapp:+51922222222"))
    first = claim(database)
    assert [one.provider_id[-1] for one in first] == ["1", "3"]
    assert claim(database) == []
    settle(database, first[0].id)
    assert [one.provider_id[-1] for one in claim(database)] == ["2"]


def test_many_claimers_never_hold_one_person_twice(database: Database) -> None:
    keep(database, *(message(n, f"whatsapp:+519{n % 10:08d}") for n in range(60)))
    held: list[tuple[str, int]] = []
    overlaps: list[int] = []
    open_people: set[int] = set()
    lock = threading.Lock()

    def work(name: str) -> None:
        while True:
            mine = claim(database, name, limit=3)
            with lock:
                for one in mine:
                    if one.contact_id in open_people:
                        overlaps.append(one.contact_id)
                    open_people.add(one.contact_id)
                    held.append((one.provider_id, one.contact_id))
            if not mine:
                return
            for one in mine:
                with lock:
                    open_people.discard(one.contact_id)
                assert settle(database, one.id, name)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    leftovers = claim(database, "last", limit=100)
    while leftovers:
        for one in leftovers:
            held.append((one.provider_id, one.contact_id))
            settle(database, one.id, "last")
        leftovers = claim(database, "last", limit=100)
    assert overlaps == []
    assert len(held) == len({provider_id for provider_id, _ in held}) == 60
    for person in {contact for _, contact in held}:
        order = [provider_id for provider_id, contact in held if contact == person]
        assert order == sorted(order)


def test_a_claim_that_outlived_its_lease_waits_again_and_its_late_worker_may_not_write(database: Database) -> None:
    keep(database, message(1))
    (held,) = claim(database)
    with database.write() as tx:
        assert inbound.release(tx, now=NOW + timedelta(seconds=31)) == 1
    (again,) = claim(database, "w2")
    assert again.id == held.id
    assert again.tries == 2
    assert settle(database, held.id, "w1") is False
    assert settle(database, held.id, "w2") is True


def test_claims_of_a_dead_worker_are_given_back_at_once(database: Database) -> None:
    keep(database, message(1), message(2, "whatsapp:+51922222222"))
    claim(database, "dead", limit=1)
    claim(database, "alive", limit=1)
    with database.write() as tx:
        assert inbound.release(tx, now=NOW, workers=["dead"]) == 1


def test_a_number_and_a_whatsapp_id_of_one_person_become_one_contact(database: Database) -> None:
    keep(database, message(1, "whatsapp:+51911111111"), message(2, "whatsapp:PE.abc123"))
    with database.read() as tx:
        assert len(tx.connection.execute(select(schema.contacts.c.id)).all()) == 2
    keep(database, message(3, "whatsapp:+51911111111", also="PE.abc123"))
    with database.read() as tx:
        people = tx.connection.execute(select(schema.contacts.c.id)).scalars().all()
        owners = set(tx.connection.execute(select(schema.inbound.c.contact_id)).scalars())
    assert len(people) == 1
    assert owners == set(people)


def test_nothing_a_person_wrote_or_is_can_be_read_in_the_database(database: Database) -> None:
    keep(database, message(1, "whatsapp:+51987654321", text="texto-canario-77"))
    (one,) = claim(database)
    with database.write() as tx:
        contacts.remember(tx, {one.contact_id: {"secret": "estado-canario-88"}}, NOW)
        cases.open_case(
            tx,
            contact_id=one.contact_id,
            kind="violence",
            topic=Topic.GBV_PROTECTION,
            restricted=True,
            story="caso-canario-99",
            inbound_id=one.id,
            now=NOW,
        )
        owed = outbound.Owed(
            key="reply:1",
            contact_id=one.contact_id,
            address_id=one.address_id,
            sender=OURS.full,
            outgoing=Outgoing(text="respuesta-canario-55"),
        )
        outbound.queue(tx, [owed], NOW)
    with database.read() as tx:
        everything = repr([tx.connection.execute(select(table)).all() for table in schema.metadata.sorted_tables])
        assert contacts.state(tx, one.contact_id) == {"secret": "estado-canario-88"}
        assert [text for _, text in inbound.texts_of(tx, one.contact_id)] == ["texto-canario-77"]
    for canary in ("987654321", "texto-canario", "estado-canario", "caso-canario", "respuesta-canario"):
        assert canary not in everything


def test_a_sensitive_turn_leaves_its_text_only_in_the_case(database: Database) -> None:
    keep(database, message(1, text="me pega"))
    (one,) = claim(database)
    settle(database, one.id, keep_text=False)
    with database.read() as tx:
        assert inbound.texts_of(tx, one.contact_id) == []


def test_other_keys_do_not_open_this_database(database: Database, vault: Vault) -> None:
    database.check_keys()
    for keys, secret in (
        ({"k1": "another-data-key-of-the-tests-0123456789"}, "lookup-secret-of-the-tests-0123456789"),
        ({"k1": "first-data-key-of-the-tests-0123456789"}, "another-secret-of-the-tests-0123456789"),
        ({"k9": "first-data-key-of-the-tests-0123456789"}, "lookup-secret-of-the-tests-0123456789"),
    ):
        stranger = Database(database.url, Vault(keys, secret))
        with pytest.raises(WrongKey):
            stranger.check_keys()
        stranger.close()
    database.check_keys()


def test_a_new_data_key_writes_while_the_old_one_still_reads() -> None:
    old = Vault({"k1": "first-data-key-of-the-tests-0123456789"}, "s" * 32)
    both = Vault(
        {"k2": "second-data-key-of-the-tests-012345678", "k1": "first-data-key-of-the-tests-0123456789"}, "s" * 32
    )
    sealed = old.seal("hola", "inbound.content")
    assert both.open(sealed, "inbound.content") == "hola"
    with pytest.raises(WrongKey):
        old.open(both.seal("hola", "inbound.content"), "inbound.content")
    with pytest.raises(WrongKey):
        both.open(sealed, "outbound.content")
    assert list(parse_keys("k2:aaaaaaaaaaaaaaaaaaaa, k1:bbbbbbbbbbbbbbbbbbbb")) == ["k2", "k1"]


def test_changing_one_byte_of_a_sealed_value_is_noticed(vault: Vault) -> None:
    sealed = vault.seal("hola", "x.y")
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(WrongKey):
            vault.open(bytes(broken), "x.y")


def test_migrations_give_exactly_the_schema(database: Database) -> None:
    with database.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx.connection), schema.metadata) == []
    assert migrate(database) == HEAD
    database.check_schema(HEAD)


def test_an_older_program_refuses_a_newer_database(database: Database) -> None:
    with database.write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch):
        database.check_schema(HEAD)
    with pytest.raises(SchemaMismatch):
        migrate(database)


def test_every_table_says_how_long_it_keeps_what_it_holds(database: Database) -> None:
    with database.read() as tx:
        tables = set(inspect(tx.connection).get_table_names()) - {"alembic_version"}
    assert tables == set(schema.RETENTION)


def fill(database: Database) -> None:
    database.check_keys()
    keep(database, message(1), message(2, "whatsapp:PE.abc"), message(3, "+51933333333"))
    for one in claim(database):
        with database.write() as tx:
            contacts.remember(tx, {one.contact_id: {"a": 1}}, NOW)
            consents.write(tx, one.contact_id, "alerts", given=True, at=NOW, source="chat", version="v1")
            votes.keep(tx, contact_id=one.contact_id, entry_id="C01", useful=True, now=NOW)
            owed = outbound.Owed(
                key=f"reply:{one.id}",
                contact_id=one.contact_id,
                address_id=one.address_id,
                sender=one.sender,
                outgoing=Outgoing(text="hola"),
                inbound_id=one.id,
            )
            outbound.queue(tx, [owed], NOW)
        settle(database, one.id)
    entry = Entry(
        id="C01", topic=Topic.SCHOOL, kind=Kind.SMALLTALK, title="t", menu="m", whatsapp="w", sms="s", questions=("q",)
    )
    with database.write() as tx:
        content.publish(tx, {"C01": content.draft(tx, entry, author="test", now=NOW)}, NOW)
        workers.beat(tx, name="w", roles="send", detail="", now=NOW)


def test_a_backup_restored_elsewhere_is_identical(
    database: Database, tmp_path: Path, vault: Vault, new_postgres: Callable[..., str]
) -> None:
    fill(database)
    file = tmp_path / "copy.puente"
    counts = copies.backup(database, file)
    for url in (f"sqlite:///{tmp_path / 'restored.db'}", new_postgres("template0")):
        other = Database(url, vault)
        assert copies.restore(other, file) == counts
        with database.read() as here, other.read() as there:
            for table in schema.metadata.sorted_tables:
                query = select(table).order_by(*table.primary_key.columns)
                assert here.connection.execute(query).all() == there.connection.execute(query).all()
        keep(other, message(99))
        with pytest.raises(BadInput):
            copies.restore(other, file)
        other.close()


def says(packed: bytes) -> bytes | None:
    """What a gzip file holds; None where it does not unpack."""
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        return None


def test_a_damaged_backup_is_refused_and_changes_nothing(database: Database, tmp_path: Path, vault: Vault) -> None:
    fill(database)
    file = tmp_path / "copy.puente"
    copies.backup(database, file)
    whole = file.read_bytes()
    target = Database(f"sqlite:///{tmp_path / 'empty.db'}", vault)
    for position in range(10, len(whole), max(len(whole) // 25, 1)):
        damaged = whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :]
        if says(damaged) == says(whole):
            continue  # one flip in ten thousand points at the same letters elsewhere: nothing is damaged
        file.write_bytes(damaged)
        with pytest.raises(BadInput):
            copies.restore(target, file)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput):
        copies.restore(target, file)
    file.write_bytes(whole)
    stranger = Database(f"sqlite:///{tmp_path / 'other.db'}", Vault({"k1": "z" * 32}, "z" * 32))
    with pytest.raises(WrongKey):
        copies.restore(stranger, file)
    target.close()
    stranger.close()


def test_no_room_is_told_from_a_database_that_is_away(tmp_path: Path, vault: Vault) -> None:
    database = Database(f"sqlite:///{tmp_path / 'small.db'}", vault)
    migrate(database)
    rows = [{"key": f"room{number}", "value": "x" * 10_000} for number in range(100)]
    with database.write() as tx:
        tx.connection.exec_driver_sql("PRAGMA max_page_count = 1")  # no page more than there are
        with pytest.raises(OperationalError) as raised:
            tx.connection.execute(schema.meta.insert(), rows)
    assert is_full(raised.value)
    assert is_away(raised.value)
    assert is_full(OSError(errno.ENOSPC, "full"))
    assert not is_full(OSError(errno.EACCES, "no"))
    with database.read() as tx, pytest.raises(OperationalError) as missing:
        tx.connection.exec_driver_sql("SELECT * FROM nothing")
    assert not is_full(missing.value)
    database.close()


# Outbound


def owe(
    database: Database, key: str, sender: str = "whatsapp:+51911111111", priority: Priority = Priority.REPLY
) -> None:
    with database.write() as tx:
        (reached,) = contacts.reach(tx, [contacts.Seen(address=parse(sender), sender=OURS.full)], NOW)
        owed = outbound.Owed(
            key=key,
            contact_id=reached.contact_id,
            address_id=reached.address_id,
            sender=OURS.full,
            outgoing=Outgoing(text=key, priority=priority),
        )
        outbound.queue(tx, [owed], NOW)


def take(database: Database, now: Hands, worker: str = "s1", gap: float = 6.0) -> list[departures.Due]:
    with database.write() as tx:
        return departures.claim(
            tx,
            channel=Channel.WHATSAPP,
            worker=worker,
            now=now(),
            until=now() + timedelta(seconds=60),
            next_send=now() + timedelta(seconds=gap),
            limit=100,
        )


def test_nothing_is_owed_twice(database: Database, clock: Hands) -> None:
    owe(database, "reply:1")
    owe(database, "reply:1")
    assert [due.text for due in take(database, clock)] == ["reply:1"]


def test_urgent_leaves_before_replies_and_replies_before_campaigns(database: Database, clock: Hands) -> None:
    owe(database, "campaign", "whatsapp:+51911111111", Priority.CAMPAIGN)
    owe(database, "reply", "whatsapp:+51922222222", Priority.REPLY)
    owe(database, "urgent", "whatsapp:+51933333333", Priority.URGENT)
    assert [due.text for due in take(database, clock)] == ["urgent", "reply", "campaign"]


def test_one_person_gets_messages_in_order_with_a_pause_that_urgent_ones_skip(database: Database, clock: Hands) -> None:
    owe(database, "reply:1")
    owe(database, "reply:2")
    (first,) = take(database, clock)
    assert take(database, clock) == []
    with database.write() as tx:
        outbound.settle(tx, first.id, now=clock())
    assert take(database, clock) == []
    owe(database, "urgent", priority=Priority.URGENT)
    (urgent,) = take(database, clock)
    assert urgent.text == "urgent"
    with database.write() as tx:
        outbound.settle(tx, urgent.id, now=clock())
    clock.move(seconds=5.9)
    assert take(database, clock) == []
    clock.move(seconds=0.1)
    assert [due.text for due in take(database, clock)] == ["reply:2"]


def test_a_report_that_comes_before_the_answer_is_kept_and_joined(database: Database, clock: Hands) -> None:
    owe(database, "reply:1")
    (due,) = take(database, clock)
    early = Report(provider_id="SM1", status=Status.DELIVERED, attempt=None)
    with database.write() as tx:
        assert attempts.about(tx, early) is None
        reports.keep(tx, early, NOW)
    with database.write() as tx:
        assert attempts.learn(tx, due.attempt, Status.ACCEPTED, now=NOW, provider_id="SM1") is Status.DELIVERED


def test_what_a_dead_sender_held_becomes_unknown_and_not_waiting(database: Database, clock: Hands) -> None:
    owe(database, "reply:1")
    take(database, clock, "dead")
    with database.write() as tx:
        assert doubts.hold_lost(tx, now=clock(), look_up_at=clock(), workers=["dead"]) == 1
    assert take(database, clock) == []
    with database.read() as tx:
        (doubt,) = doubts.due(tx, now=clock(), limit=10)
    assert doubt.text == "reply:1"


def test_erasing_a_person_leaves_no_row_of_theirs(database: Database) -> None:
    fill(database)
    with database.read() as tx:
        ids = list(tx.connection.execute(select(schema.contacts.c.id)).scalars())
    for contact_id in ids:
        with database.write() as tx:
            consents.suppress(tx, contact_id, NOW)
            contacts.erase(tx, contact_id)
    with database.read() as tx:
        left = {
            table.name: len(tx.connection.execute(select(table)).all())
            for table in schema.metadata.sorted_tables
            if table.name not in {"meta", "entries", "revisions", "workers", "suppressions", "erased"}
        }
        assert len(tx.connection.execute(select(schema.suppressions)).all()) == 3
    assert set(left.values()) == {0}
