"""How people write on a phone, brought to one spelling, so that "xq no ai kupo??" and "por qué no hay cupo" look alike.

The result is for matching, never for showing: lower case, no accents (ñ becomes n), one space between words, no
punctuation, emoji kept as words of their own. Meaning is left alone: words that mean different things in Venezuela and
Peru (cupo, vacuna, refugio, carnet) only lose their accents. `sound` goes one step further and writes words as they
are heard, for whoever compares letters rather than words.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

LIMIT: Final = 4_100
"""Characters that are read: all of the longest message WhatsApp carries (4,096), and no more."""

_WRITTEN: Final = {
    "que": "q k ke qe qu",
    "porque": "xq xk xke xqe pq pk porq pork porke pqe porqe",
    "por": "x",
    "por favor": "xfa xfis xfv xfavor porfa porfis porfavor plis pliz",
    "por lo menos": "xlomenos porlomenos",
    "por ejemplo": "xej",
    "tambien": "tb tmb tbn tmbn tambn tanbien tambein tmbien tbien",
    "de": "d",
    "del": "dl",
    "para": "pa pra",
    "para que": "paque paq paqe",
    "estoy": "toy stoy stoi estoi",
    "esta": "ta sta",
    "estas": "tas",
    "estamos": "tamos stamos",
    "estan": "stan",
    "estaba": "taba",
    "nada": "na",
    "todo": "to",
    "bien": "bn",
    "gracias": "grx grcs grax grs grasia grasias graxias gracia gcs",
    "no te preocupes": "ntp",
    "saludos": "salu2 slds",
    "mensaje": "msj mjs",
    "mensajes": "msjs",
    "whatsapp": "wsp wp wasap guasap whatsap watsap whasap wathsap",
    "donde": "dnd dond dnde adonde aonde",
    "cuando": "cdo cnd cndo kuando quando",
    "cuanto": "cto kuanto quanto",
    "como": "cm komo cmo",
    "quien": "qn qien kien",
    "telefono": "tlf telf tlfn tlfno fono",
    "celular": "cel celu",
    "mas": "+",
    "me": "m",
    "te": "t",
    "aqui": "aki aqi",
    "hola": "ola wola ole holi",
    "necesito": "nesesito nesecito nececito nesito necesit nesesit",
    "necesita": "nesesita nesecita nececita",
    "necesitan": "nesesitan nesecitan nececitan",
    "necesitamos": "nesesitamos nesecitamos",
    "hacer": "aser azer acer haser hazer",
    "hago": "ago",
    "hace": "ase aze haze hase",
    "hacen": "asen hasen",
    "haber": "aber",
    "a ver": "aver haver",
    "ahi": "ai",
    "hasta": "asta",
    "ahora": "aora",
    "ahorita": "aorita horita orita",
    "hijo": "ijo",
    "hija": "ija",
    "hijos": "ijos",
    "hijas": "ijas",
    "hermano": "ermano",
    "hermana": "ermana",
    "voy": "boy",
    "vamos": "bamos",
    "vivir": "bivir vibir",
    "vivo": "bibo bivo vibo",
    "a veces": "aveces avece",
    "vaya": "balla",
    "ya": "lla",
    "llegar": "yegar",
    "llegue": "yegue",
    "llamar": "yamar",
    "llamo": "yamo",
    "pues": "ps pe",
    "usted": "ud uste",
    "ustedes": "uds ustede vds",
    "verdad": "verda",
    "edad": "eda",
    "ciudad": "ciuda",
    "salud": "salu",
    "universidad": "universida",
    "discapacidad": "discapacida",
    "seguridad": "segurida",
    "necesidad": "necesida",
    "nacionalidad": "nacionalida",
    "municipalidad": "muni municipalida munisipalidad",
    "favor": "fabor",
    "trabajo": "trabjo travajo",
    "trabajar": "travajar",
    "colegio": "cole colejio kolegio colejo",
    "escuela": "eskuela escuelita",
    "documento": "docu",
    "documentos": "docs docus",
    "venezolano": "vzlano benesolano venesolano",
    "venezolana": "vzlana benesolana venesolana",
    "venezolanos": "vzlanos benesolanos venesolanos",
    "venezuela": "vzla vnzla venesuela benesuela",
    "migraciones": "migra migrasiones",
    "semana": "sem",
    "manana": "mnna",
    "informacion": "info informasion imformacion",
    "direccion": "direcion",
    "numero": "num nro nmro",
    "hay que": "hayq hayque",
    "no se": "nose nse",
    "o sea": "osea",
    "a mi": "ami",
    "tal vez": "talvez talves",
    "en serio": "enserio",
    "al menos": "almenos",
    "sin embargo": "sinembargo",
    "de repente": "derepente",
    "lo que": "loq loque",
    "es que": "esq esque",
    "que si": "qsi",
    "de que": "deque deq",
    "con que": "conque conq",
    "aunque": "aunq aunke aunqe",
    "buenas": "wenas bnas",
    "buenos": "wenos bnos",
    "buen dia": "buendia",
    "buenos dias": "buenosdias",
    "quiero": "kiero qiero",
    "quisiera": "kisiera qisiera",
    "quieren": "kieren qieren",
    "tengo": "tngo",
    "mucho": "muxo",
    "muchas": "muxas",
    "noche": "noxe",
    "hoy": "oy",
    "hora": "ora",
    "horas": "oras hrs",
    "hospital": "ospital",
    "hambre": "ambre",
    "huelo": "guelo",
    "embarazada": "embarasada enbarazada",
    "vacuna": "bacuna vakuna",
    "vacunas": "bacunas vakunas",
    "cedula": "sedula",
    "refugio": "refujio",
    "solicitud": "solisitud solicitu",
    "cita": "sita",
    "covid": "cobid covid19 covit kovid",
    "coronavirus": "coronabirus",
    "mascarilla": "mascariya maskarilla",
    "ayuda": "alluda",
    "ayudar": "alludar",
    "policia": "polisia",
}  # fmt: skip
"""Plain words, and how they are typed once accents, case and elongations are gone."""

_PLAIN: Final = {typed: plain for plain, forms in _WRITTEN.items() for typed in forms.split()}

# Two words that are as often written as one, brought to the joined form: both spellings then count as the same word.
_JOINED: Final = re.compile(r"\bpor que\b")

# Marks that carry no letter: accents that NFKD split off, zero-width and direction marks, variation selectors.
_INVISIBLE: Final = re.compile(
    r"[\u0300-\u036f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# Spanish doubles only l, r, c, n, e and o inside a word, and none of them at its end ("lee" and "cree" lose a letter;
# so does every other spelling of them). Figures are left alone: 100 and 1000 differ.
_STRETCHED: Final = re.compile(r"([^\W\d])\1{2,}|([^\W\dlrcneo])\2+|([^\W\d])\3\b")
_WORD: Final = re.compile(r"[a-z0-9]+|\+(?!\d)|[^\W_]+|[\u2190-\u2bff\u3030\U0001f000-\U0001faff]")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_MARKS: Final = str.maketrans({"@": "a", "'": None, "’": None, "`": None, "´": None})

_KEPT: Final = 1_000
"""Texts whose spelling is remembered: each rule reads the message of a turn anew, and our answers come back for many
people. A thousand texts are a megabyte, in memory only."""
WORDS_KEPT: Final = 20_000
"""Single words of which the same is remembered: they come back far more often. A few megabytes."""


@lru_cache(maxsize=_KEPT)
def normalise(text: str) -> str:
    """One spelling for `text`, at most `LIMIT` characters of which are read. Never raises; idempotent; may be empty."""
    # Lower case twice: what NFKD makes of a fancy letter may be a capital.
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text[:LIMIT].translate(_MARKS).lower()).lower())
    words = [_squeezed(word) for word in _WORD.findall(plain)]
    if len(words) > 2 and all(len(word) == 1 and word in _LETTERS for word in words):
        words = [_squeezed("".join(words))]  # S T O P
    return _JOINED.sub("porque", " ".join([_PLAIN.get(word, word) for word in words]))


@lru_cache(maxsize=WORDS_KEPT)
def _squeezed(word: str) -> str:
    return _STRETCHED.sub(r"\1\2\3", word)


_HEARD: Final = {
    "ch": "C", "ll": "i", "qu": "k", "gu": "G", "g": "j", "q": "k", "z": "s", "v": "b", "h": "", "w": "u", "y": "i",
}  # fmt: skip
_SPELLED: Final = re.compile(r"ch|ll|qu(?=[ei])|gu(?=[ei])|g(?=[ei])|c(?=[ei])|[cqzvhwy]|([a-z])\1")


def sound(plain: str) -> str:
    """A normalised text as it is heard in Latin America: b and v, s and z and soft c, ll and y alike, h silent."""
    return _SPELLED.sub(_letter, plain)


def _letter(match: re.Match[str]) -> str:
    spelled = match.group()
    if match.group(1):  # rr, nn, cc: heard once, for whoever types it once
        return "k" if spelled == "cc" else match.group(1)
    if spelled == "c":
        return "s" if match.string[match.end() : match.end() + 1] in ("e", "i") else "k"
    return _HEARD[spelled]
