"""What Twilio is answered in TwiML. Replies travel by REST, so the only document is the empty one."""

from typing import Final

from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

CONTENT_TYPE: Final = "text/xml"
EMPTY: Final = str(MessagingResponse()).encode()
"""Received, nothing to say now."""
