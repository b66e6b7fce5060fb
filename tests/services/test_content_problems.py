"""A content file with many faults: all of them at once, each with its entry."""

from bot import yaml_loader
from bot.core import content

FILE = """
entries:
- id: Z01
  topic: martians
  kind: strange
  title: Una prueba
  menu: Una prueba
  owner: equipo de prueba
  source: Ley 1
  source_date: 2026-13-45
  review_by: ayer
  colour: red
  related: C01
  whatsapp: "Sí, puedes."
  questions: [uno]
- id: Z02
  topic: school
  title: Otra prueba
  menu: Otra prueba
  owner: equipo de prueba
  review_by: 2999-01-01
  whatsapp: "Sí."
  sms: "Si."
  questions: [puedo uno, puedo dos, puedo tres, puedo cuatro, puedo cinco]
- topic: school
- 7
"""


def test_every_problem_of_every_entry_is_told_at_once_also_beside_a_date_that_does_not_exist() -> None:
    entries, problems = content.parse("f.yml", yaml_loader.load(FILE))
    assert [entry.id for entry in entries] == ["Z02"]
    told = [(problem.entry, problem.reason) for problem in problems]
    assert told == [
        ("Z01", "campo desconocido: colour"),
        ("Z01", "tema desconocido: martians"),
        ("Z01", "clase desconocida: strange"),
        ("Z01", "«source_date» no es una fecha (AAAA-MM-DD): 2026-13-45"),
        ("Z01", "«review_by» no es una fecha (AAAA-MM-DD): ayer"),
        ("Z01", "«related» debe ser una lista"),
        ("Z01", "falta el texto de SMS"),
        ("Z01", "pocas preguntas de ejemplo (1; mínimo 5)"),
        ("Z02", "falta «source»"),
        ("Z02", "fuente sin fecha: falta la página oficial («confirm_at»)"),
        ("#3", "falta: id, title"),
        ("#4", "no es una ficha con campos"),
    ]
