"""A handful of entries, a guided dialogue, and the project they are trained in: small enough to train in seconds."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.core.content import Entry, Kind, Topic

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)


def entry(entry_id: str, topic: Topic, questions: Iterable[str], **fields: Any) -> Entry:
    """An entry that is whole, so that tests name only what they are about."""
    whole: dict[str, Any] = {
        "kind": Kind.ANSWER,
        "title": f"Título de {entry_id}",
        "menu": f"Menú {entry_id}",
        "whatsapp": f"Respuesta de {entry_id}.",
        "sms": f"SMS de {entry_id}.",
        "owner": "equipo",
        "source": "Ley 1",
        "source_date": date(2026, 1, 1),
        "verified_on": date(2026, 2, 1),
        "confirm_at": "gob.pe/uno",
        "review_by": date(2027, 12, 31),
    }
    return Entry(id=entry_id, topic=topic, questions=tuple(questions), **(whole | fields))


ENTRIES = (
    entry(
        "A01",
        Topic.ASYLUM,
        [
            "como pido refugio",
            "quiero pedir asilo en peru",
            "donde se hace la solicitud de refugio",
            "pasos para solicitar refugio",
            "que hago para pedir el refugio",
            "necesito pedir refugio aqui en lima",
            "como es el tramite para ser refugiado",
            "me quiero acoger al refugio como se pide",
        ],
        related=("A02", "C01", "hola", "gone", "C02", "D05"),
    ),
    entry(
        "A02",
        Topic.ASYLUM,
        [
            "cuanto cuesta pedir refugio",
            "hay que pagar por la solicitud de refugio",
            "el refugio es gratis",
            "me cobran por pedir asilo",
            "cuanto vale el tramite de refugio",
            "piden plata para el refugio",
            "tiene costo la solicitud de asilo",
            "es gratis ser refugiado",
        ],
    ),
    entry(
        "C01",
        Topic.SCHOOL,
        [
            "mi hijo puede estudiar sin papeles",
            "como inscribo a mi hija en el colegio si no tiene documentos",
            "puede ir a la escuela un niño sin carnet",
            "quiero matricular a mi hijo y no tengo papeles",
            "aceptan niños sin documentos en el colegio",
            "matricula escolar sin documentos",
            "sin pasaporte puede estudiar mi niña",
            "no tenemos papeles y el niño quiere estudiar",
        ],
    ),
    entry(
        "C02",
        Topic.SCHOOL,
        [
            "en que grado entra mi hijo de siete años",
            "que grado le toca a una niña de diez",
            "a que grado va un niño de seis años",
            "cuantos años debe tener para primer grado",
            "que año de colegio le toca por la edad",
            "con doce años en que grado lo ponen",
            "edad para primaria",
            "edad para entrar a secundaria",
        ],
        review_by=date(2026, 6, 30),
    ),
    entry(
        "D05",
        Topic.HYGIENE_WATER,
        [
            "como me lavo las manos",
            "pasos para lavarse bien las manos",
            "cuanto tiempo hay que lavarse las manos",
            "con que jabon me lavo las manos",
            "lavado de manos correcto",
            "como se lavan las manos bien",
            "enseñame a lavarme las manos",
            "lavarse las manos con agua y jabon",
        ],
    ),
    entry(
        "EM-violencia",
        Topic.GBV_PROTECTION,
        [],
        kind=Kind.EMERGENCY,
        whatsapp="Llama al 105 (Policía) ahora.",
        source="",
    ),
    entry(
        "hola",
        Topic.THANKS_GREETING_BYE,
        ["hola", "buenas tardes", "buenos dias", "que tal", "hola como estas", "saludos", "epa", "buenas noches"],
        kind=Kind.SMALLTALK,
        source="",
    ),
    entry(
        "oos_futbol",
        Topic.OUT_OF_SCOPE,
        [
            "quien gano el partido",
            "a que hora juega la vinotinto",
            "resultado de alianza lima",
            "quien es el mejor jugador del mundial",
            "dime la tabla de posiciones de la liga",
            "cuando juega universitario",
            "quien mete mas goles",
            "donde veo el partido de hoy",
        ],
        kind=Kind.OUT_OF_SCOPE,
    ),
)

FLOW = """
version: "3.1"
intents: [quiero_cita]
entities: []
slots:
  nombre:
    type: text
    mappings:
    - type: from_text
      conditions: [{active_loop: cita_form, requested_slot: nombre}]
  distrito:
    type: text
    mappings:
    - type: from_text
      conditions: [{active_loop: cita_form, requested_slot: distrito}]
forms:
  cita_form:
    required_slots: [nombre, distrito]
actions: [action_cita, validate_cita_form]
responses:
  utter_ask_nombre: [{text: "¿Cómo te llamas?"}]
  utter_ask_distrito: [{text: "¿En qué distrito vives?"}]
nlu:
- intent: quiero_cita
  examples: |
    - quiero agendar una cita
    - necesito una cita con ustedes
    - me agendas una cita
    - pedir cita
    - sacar una cita para mañana
    - agendame por favor
    - cita para hablar con alguien
    - quiero reservar una cita
rules:
- rule: a form begins
  steps:
  - intent: quiero_cita
  - action: cita_form
  - active_loop: cita_form
- rule: a form ends
  condition:
  - active_loop: cita_form
  steps:
  - action: cita_form
  - active_loop: null
  - slot_was_set: [{requested_slot: null}]
  - action: action_cita
"""

# Stricter than the real one: with five answers to tell apart, only strict targets leave something to ask back about.
GATE = """
targets: {topic_precision: 0.97, entry_precision: 0.97, offer_precision: 0.3, false_alarms: 0.02, doubts: 0.05}
floor: {unseen_topic: 0.6, own_questions: 0.8, dangers: 0.5, golden: 1.0, may_lose: 0.0}
"""

GOLDEN = """
- name: manos
  turns:
  - {say: como me lavo las manos, expect: {outcome: [answer], entry: [D05], topic: hygiene_water}}
  - {pick: C01, expect: {outcome: [answer], entry: [C01]}}
- name: refugio
  turns:
  - {say: refugio, expect: {outcome: [answer, clarify], entry: [A02]}}
"""

LEXICON = """
categories:
- id: violence
  entry: EM-violencia
  examples:
  - mi esposo me pega
  - me golpeo otra vez y tengo miedo
  - me quiere matar mi pareja
  - mi marido me amenaza con un cuchillo
  - me pego feo anoche
  - tengo miedo de que me mate
  - me encerro y me golpea
  - me amenaza de muerte
"""


class Cita(Action):
    """What the form of the guided dialogue ends with."""

    def name(self) -> str:
        return "action_cita"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=f"Cita para {tracker.get_slot('nombre')} en {tracker.get_slot('distrito')}")
        return []


class ValidateCita(Action):
    """Refuses names of one letter."""

    def name(self) -> str:
        return "validate_cita_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"event": "slot", "name": name, "value": value if len(str(value)) > 1 else None}
            for name, value in tracker.slots_to_validate().items()
        ]


class Shelf:
    """Answers out of a tuple; today is a fixed day."""

    def __init__(self, entries: Iterable[Entry] = ENTRIES) -> None:
        self.entries = {one.id: one for one in entries}

    def entry(self, entry_id: str, /) -> Entry | None:
        return self.entries.get(entry_id)

    def today(self) -> date:
        return TODAY


def project(root: Path) -> Path:
    """A checkout as far as training looks at it: our config and domain, files of its own in flows/."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, root / name)
    for name, text in (
        ("gate.yml", GATE),
        ("golden.yml", GOLDEN),
        ("cita/flow.yml", FLOW),
        ("safeguarding/lexicon.yml", LEXICON),
    ):
        (root / "flows" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "flows" / name).write_text(text, encoding="utf-8")
    return root
