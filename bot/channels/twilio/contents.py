"""Templates at Twilio: the Content API, through the `twilio` package over our transport."""

import json
from collections.abc import Mapping
from typing import Any, Final

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]
from twilio.rest.content.v1.content import ContentList  # type: ignore[import-untyped]
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList  # type: ignore[import-untyped]

from bot.channels.twilio import errors
from bot.channels.twilio.transport import Lost, Unreachable
from bot.core.errors import PuenteError
from bot.core.templates import Category, Draft, Status, Template
from bot.i18n import gettext as _

_PAGE: Final = 500
_MOST: Final = 6_000
"""Templates an account may have (twilio.com/docs/content)."""


class ContentsFailed(PuenteError):
    """Twilio could not be asked, or said no; the message is a sentence for staff."""


class Contents:
    """Creates templates, submits them to Meta's review, and lists them with what became of it."""

    def __init__(self, rest: Client) -> None:
        self._rest = rest

    async def create(self, draft: Draft) -> str:
        """Create the content. Returns its sid (`HX…`). Raises ContentsFailed."""
        payload = {
            "friendly_name": draft.name,
            "language": draft.language,
            "variables": dict(draft.samples),
            "types": draft.types(),
        }
        try:
            made = await self._rest.content.v1.contents.create_async(ContentList.ContentCreateRequest(payload))
        except (TwilioException, Unreachable, Lost) as error:
            raise _failed(error) from None
        return str(made.sid)

    async def submit(self, sid: str, name: str, category: Category) -> Status:
        """Ask Meta to approve it. Returns where that stands. Raises ContentsFailed."""
        asked = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": category.value})
        try:
            made = await self._rest.content.v1.contents(sid).approval_create.create_async(asked)
        except (TwilioException, Unreachable, Lost) as error:
            raise _failed(error) from None
        return _status(made.status)

    async def listing(self) -> list[Template]:
        """Every content of the account with its approval. Raises ContentsFailed."""
        try:
            rows = await self._rest.content.v1.content_and_approvals.stream_async(limit=_MOST, page_size=_PAGE)
            return [_template(row) async for row in rows]
        except (TwilioException, Unreachable, Lost, ValueError) as error:
            raise _failed(error) from None


def _template(row: Any) -> Template:
    approval = row.approval_requests or {}
    types = row.types or {}
    # The rich type is what WhatsApp shows; the plain text beside it is its fallback.
    shape = types.get(next((kind for kind in types if kind != "twilio/text"), "twilio/text")) or {}
    category = str(approval.get("category") or "").upper()
    return Template(
        sid=row.sid,
        name=approval.get("name") or row.friendly_name or "",
        language=row.language or "",
        status=_status(approval.get("status")),
        category=Category(category) if category in set(Category) else None,
        body=str(shape.get("body") or ""),
        buttons=tuple(_labels(shape)),
        samples={str(name): str(value) for name, value in (row.variables or {}).items()},
        reason=str(approval.get("rejection_reason") or ""),
    )


def _labels(shape: Mapping[str, Any]) -> list[str]:
    return [str(action["title"]) for action in shape.get("actions") or () if action.get("title")]


def _status(word: object) -> Status:
    """Meta's word; one we do not know may not be used until somebody has read it."""
    return Status(str(word)) if word in set(Status) - {Status.GONE} else Status.UNSUBMITTED


def _failed(error: Exception) -> ContentsFailed:
    if isinstance(error, Unreachable):
        return ContentsFailed(_("No hay conexión con Twilio; inténtalo de nuevo."))
    if isinstance(error, Lost):
        return ContentsFailed(_("Twilio no contestó a tiempo; mira con «puente template sync» qué llegó."))
    code, status = _refusal(error)
    if isinstance(code, int) and code in errors.RULES:
        return ContentsFailed(f"{errors.RULES[code].explanation} ({code})")
    return ContentsFailed(_("Twilio no lo aceptó (código {code}).").format(code=code or status or "?"))


def _refusal(error: Exception) -> tuple[object, object]:
    """Code and HTTP status. The package's error of a page that was refused holds the answer and neither."""
    answer = next((part for part in error.args if isinstance(part, Response)), None)
    if answer is None:
        return getattr(error, "code", None), getattr(error, "status", None)
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = None
    return (body.get("code") if isinstance(body, dict) else None), answer.status_code
