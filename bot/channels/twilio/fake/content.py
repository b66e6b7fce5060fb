"""Rich content: what the Content API stores, and how a person sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

API: Final = "https://content.twilio.com"
"""Where Twilio keeps contents: their addresses begin so, wherever the fake itself answers."""
_VARIABLE: Final = re.compile(r"\{\{\s*(\w{1,16})\s*\}\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A message as the person gets it. `options`: buttons and rows, each with `label` and `payload`."""

    body: str
    media: tuple[str, ...] = ()
    options: tuple[Mapping[str, str], ...] = ()


@dataclass(slots=True, kw_only=True)
class Content:
    """One Content resource. `approval`: unsubmitted, received, pending, approved, rejected, paused, disabled."""

    sid: str
    friendly_name: str
    language: str
    types: Mapping[str, Any]
    variables: Mapping[str, str] = field(default_factory=dict)
    created: datetime
    approval: str = "unsubmitted"
    name: str = ""
    category: str = ""
    reason: str = ""

    def rendered(self, values: Mapping[str, str]) -> Rendered:
        """Fill in variables; those not given fall back to the sample values, as at Twilio."""
        known = {**self.variables, **values}

        def fill(text: object) -> str:
            return _VARIABLE.sub(lambda match: known.get(match[1], match[0]), str(text or ""))

        # A plain-text type stands beside rich ones as their fallback: the rich one is what WhatsApp shows.
        kind = next((kind for kind in self.types if kind != "twilio/text"), "twilio/text")
        shape = self.types[kind]
        return Rendered(
            body=fill(shape.get("body")),
            media=tuple(fill(url) for url in shape.get("media") or ()),
            options=tuple(
                {"label": fill(row.get("title") or row.get("item")), "payload": fill(row.get("id"))}
                for row in [*(shape.get("actions") or ()), *(shape.get("items") or ())]
            ),
        )

    def resource(self, account_sid: str) -> dict[str, Any]:
        """As the Content API shows it."""
        made = self.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        url = f"{API}/v1/Content/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "friendly_name": self.friendly_name,
            "language": self.language,
            "types": self.types,
            "variables": self.variables,
            "date_created": made,
            "date_updated": made,
            "url": url,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
        }

    def reviewed(self, account_sid: str) -> dict[str, Any]:
        """As ContentAndApprovals lists it."""
        shown = {name: value for name, value in self.resource(account_sid).items() if name not in ("url", "links")}
        return {**shown, "approval_requests": self.request()}

    def request(self) -> dict[str, Any]:
        """The approval request, as creating one answers and as fetching shows under `whatsapp`."""
        return {
            "type": "whatsapp",
            "name": self.name,
            "category": self.category,
            "content_type": next(iter(self.types)),
            "status": self.approval,
            "rejection_reason": self.reason,
            "allow_category_change": True,
        }
