"""Mail to staff, by the organisation's own mail server."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from bot.clock import Clock

_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """Where mail is handed over. `security`: starttls, tls, or none (a server on this machine)."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""


class Mail:
    """One short connection for each message."""

    def __init__(self, server: Server, *, sender: str, recipients: Sequence[str], clock: Clock) -> None:
        self._server, self._sender, self._recipients, self._clock = server, sender, tuple(recipients), clock

    def send(self, subject: str, text: str, *, key: str) -> None:
        """Hand a message over. `key` names it: sent twice, mail programs show it once. Raises OSError where that fails
        (every error of smtplib is one)."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self._sender, ", ".join(self._recipients)
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = f"<{key}@{self._sender.rpartition('@')[2] or 'puente'}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        with self._connected() as connection:
            if self._server.user:
                connection.login(self._server.user, self._server.password)
            connection.send_message(message, self._sender, list(self._recipients))

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=ssl.create_default_context())
        connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        if server.security == "starttls":
            try:
                connection.starttls(context=ssl.create_default_context())
            except BaseException:
                connection.close()
                raise
        return connection
