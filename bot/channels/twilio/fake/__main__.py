"""The fake as a process: `python -m bot.channels.twilio.fake --port 9001 --account AC… --token …`; see `--help`."""

import argparse
import json
import sys
from pathlib import Path

import uvicorn

from bot.channels.twilio.fake.app import FakeTwilio
from bot.channels.twilio.fake.script import Script
from bot.core.errors import BadInput


def main() -> int:
    """Run the fake until it is stopped. Exit code 2 and one line per problem for bad input."""
    parser = argparse.ArgumentParser(prog="python -m bot.channels.twilio.fake", description="A stand-in for Twilio.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--account", required=True, help="account SID")
    parser.add_argument("--token", required=True, help="auth token: checked on requests, signs callbacks")
    parser.add_argument("--api-key", default="", help="SK…:secret, accepted beside the token")
    parser.add_argument(
        "--script", type=Path, help="JSON file: what goes wrong, see bot/channels/twilio/fake/script.py"
    )
    parser.add_argument("--ledger", type=Path, help="file to which every accepted message is appended")
    given = parser.parse_args()
    try:
        script = Script.read(json.loads(given.script.read_text("utf-8"))) if given.script else Script()
    except (OSError, ValueError, BadInput) as error:
        print(f"--script: {error}", file=sys.stderr)
        return 2
    key, _, secret = given.api_key.partition(":")
    fake = FakeTwilio(
        account_sid=given.account,
        auth_token=given.token,
        script=script,
        logins={key: secret} if key else None,
        ledger_path=given.ledger,
    )
    uvicorn.run(
        fake.app,
        host=given.host,
        port=given.port,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="critical",  # a cut answer is meant; uvicorn would report each as an error
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
