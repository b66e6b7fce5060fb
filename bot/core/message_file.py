"""Reads the message of a campaign file, or of one step of a series: its words, templates, picture and buttons."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from bot.core import placeholders, segments
from bot.core.command_phrases import LANGUAGES
from bot.core.composing import signed
from bot.core.plans import SOURCE, Choice, Message, Route, Template, WayOut
from bot.core.said import said

FIELDS: Final = ("body", "sms", "template", "templates", "media_url", "buttons")
LONGEST_BODY: Final = 1_600
"""Characters Twilio takes in one message (error 21617 beyond)."""
MOST_PARTS: Final = 2
"""Parts an SMS of ours may have: more are dear, and not read (docs/content.md)."""
MOST_CHOICES: Final = 3
LONGEST_LABEL: Final = 20
_SID: Final = re.compile(r"HX[0-9a-fA-F]{32}")
_KEY: Final = re.compile(r"[A-Za-z0-9_]{1,16}")
_OPENS: Final = re.compile(r"entry:[\w.-]{1,64}|menu(:[\w-]{1,64})?|person|")


class Messages:
    """Reads messages that leave by one route in the same languages."""

    def __init__(
        self, wrong: Callable[[str, str], None], *, route: Route, languages: Collection[str], way_out: WayOut
    ) -> None:
        """`wrong` is told the field and the reason of every problem; `way_out` stands below every SMS."""
        self._wrong = wrong
        self._route = route
        self._languages = languages
        self._way_out = way_out

    def read(self, where: str, raw: Mapping[str, Any]) -> Message:
        """`where` is put before the field's name in what is said of it."""
        message = Message(
            body=self._texts(f"{where}body", raw.get("body")),
            sms=self._texts(f"{where}sms", raw.get("sms")),
            templates=self._templates(where, raw),
            media_url=self._media(f"{where}media_url", raw.get("media_url")),
            choices=self._choices(f"{where}buttons", raw.get("buttons")),
        )
        if not (message.body or message.templates or (message.sms and self._route is Route.SMS)):
            self._wrong(f"{where}body", said("falta: un texto (body), una plantilla (template) o los dos"))
        if self._route is Route.SMS and not (message.body or message.sms):
            self._wrong(f"{where}body", said("un SMS necesita un texto"))
        if self._route is Route.WHATSAPP_THEN_SMS and not (message.body or message.sms):
            self._wrong(f"{where}sms", said("falta el texto del SMS"))
        if message.sms and self._route is Route.WHATSAPP:
            self._wrong(f"{where}sms", said("esta campaña no usa SMS"))
        if message.templates and self._route is Route.SMS:
            self._wrong(f"{where}template", said("una plantilla es de WhatsApp"))
        self._lengths(where, message)
        return message

    def _texts(self, field: str, raw: Any) -> dict[str, str]:
        if raw is None:
            return {}
        if isinstance(raw, str):
            raw = {SOURCE: raw}
        if not isinstance(raw, Mapping) or not all(isinstance(text, str) and text.strip() for text in raw.values()):
            self._wrong(field, said("se espera un texto por idioma, por ejemplo {example}", example="{es: …}"))
            return {}
        for language in raw:
            if language not in LANGUAGES:
                self._wrong(f"{field}.{language}", said("«{word}» no se conoce", word=str(language)[:20]))
        for language in dict.fromkeys((SOURCE, *self._languages)):
            if language not in raw:
                self._wrong(f"{field}.{language}", said("falta el texto en este idioma"))
        for language, text in raw.items():
            self._placeholders(f"{field}.{language}", text)
        return {language: text.strip() for language, text in sorted((str(key), text) for key, text in raw.items())}

    def _placeholders(self, field: str, text: str) -> None:
        for name in placeholders.unknown(text):
            known, unknown = ", ".join(f"{{{one}}}" for one in placeholders.NAMES), f"{{{name}}}"
            self._wrong(field, said("{name} no se puede rellenar; se conocen: {known}", name=unknown, known=known))

    def _templates(self, where: str, raw: Mapping[str, Any]) -> dict[str, Template]:
        one, many = raw.get("template"), raw.get("templates")
        if one is not None and many is not None:
            self._wrong(f"{where}templates", said("template o templates, no los dos"))
        given = {SOURCE: one} if many is None else many
        if one is None and many is None:
            return {}
        if not isinstance(given, Mapping):
            self._wrong(f"{where}templates", said("se espera una plantilla por idioma"))
            return {}
        if many is not None:
            for language in given:
                if language not in LANGUAGES:
                    self._wrong(
                        f"{where}templates.{str(language)[:20]}", said("«{word}» no se conoce", word=str(language)[:20])
                    )
            for language in dict.fromkeys((SOURCE, *self._languages)):
                if language not in given:
                    self._wrong(f"{where}templates.{language}", said("falta la plantilla en este idioma"))
        read = {
            str(language): self._template(f"{where}template", template)
            for language, template in sorted(given.items(), key=lambda pair: str(pair[0]))
        }
        return {language: template for language, template in read.items() if template}

    def _template(self, field: str, raw: Any) -> Template | None:
        if not isinstance(raw, Mapping) or set(raw) - {"content_sid", "variables"}:
            self._wrong(field, said("se espera content_sid y variables"))
            return None
        sid, variables = raw.get("content_sid"), raw.get("variables") or {}
        if not isinstance(sid, str) or not _SID.fullmatch(sid):
            self._wrong(f"{field}.content_sid", said("se espera HX y 32 cifras o letras de la a a la f"))
            return None
        if not isinstance(variables, Mapping) or len(variables) > 100:
            self._wrong(f"{field}.variables", said("se espera un valor por variable, 100 como máximo"))
            return None
        read = {}
        for key, value in variables.items():
            name = str(key)
            if not _KEY.fullmatch(name) or not isinstance(value, str | int) or not str(value).strip():
                self._wrong(f"{field}.variables.{name[:16]}", said("no puede estar vacía"))
                continue
            self._placeholders(f"{field}.variables.{name}", str(value))
            read[name] = " ".join(str(value).split())  # Twilio refuses line ends and runs of blanks in values
        return Template(content_sid=sid, variables=read)

    def _media(self, field: str, raw: Any) -> str:
        if raw is None:
            return ""
        if not isinstance(raw, str) or not raw.startswith("https://") or len(raw) > 1_000 or raw != raw.strip():
            self._wrong(field, said("se espera una dirección https://"))
            return ""
        if self._route is Route.SMS:
            self._wrong(field, said("un SMS no lleva archivos"))
        return raw

    def _choices(self, field: str, raw: Any) -> tuple[Choice, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list) or len(raw) > MOST_CHOICES:
            self._wrong(field, said("hasta {most} botones", most=MOST_CHOICES))
        if not isinstance(raw, list):
            return ()
        choices = []
        for number, one in enumerate(raw, 1):
            where = f"{field}.{number}"
            if not isinstance(one, Mapping) or set(one) - {"label", "opens"}:
                self._wrong(where, said("se espera label y opens"))
                continue
            label = self._texts(f"{where}.label", one.get("label") or "")
            for text in label.values():
                if len(text) > LONGEST_LABEL:
                    self._wrong(f"{where}.label", said("más de {most} letras", most=LONGEST_LABEL))
                if placeholders.names(text):
                    self._wrong(f"{where}.label", said("un botón no se rellena: dice lo mismo a todas las personas"))
            opens = one.get("opens") or ""
            if not isinstance(opens, str) or not _OPENS.fullmatch(opens):
                self._wrong(f"{where}.opens", said("se espera entry:FICHA, menu, menu:TEMA o person"))
                opens = ""
            choices.append(Choice(label=label, opens=opens))
        return tuple(choices)

    def _lengths(self, where: str, message: Message) -> None:
        if self._route is not Route.SMS:
            for language, text in message.body.items():
                over = len(placeholders.longest(text)) - LONGEST_BODY
                if over > 0:
                    reason = said("{over} letras de más", over=over) if over > 1 else said("1 letra de más")
                    self._wrong(f"{where}body.{language}", reason)
        if self._route is not Route.WHATSAPP:
            field = "sms" if message.sms else "body"
            for language, text in (message.sms or message.body).items():
                lines = [self._way_out.line(language, answers=answers) for answers in (False, True)]
                parts = segments.count(signed(placeholders.longest(text), max(lines, key=len)))
                if parts.parts > MOST_PARTS:
                    reason = said("{parts} partes de SMS; caben {most}", parts=parts.parts, most=MOST_PARTS)
                    if parts.dear:
                        dear = " ".join(parts.dear)
                        reason = said("{reason} (las letras {letters} acortan cada parte)", reason=reason, letters=dear)
                    self._wrong(f"{where}{field}.{language}", reason)
