"""A stateful stand-in for Twilio, shipped: the simulator, the bench and the fault runs all speak to it.

It takes what Twilio takes, refuses what Twilio refuses, signs what Twilio signs, and keeps a ledger of every message it
accepted, which is the proof of what people would have received. Field names, times and codes follow Twilio's OpenAPI
document and error list; where it is stricter than Twilio the code says so.
"""

from bot.channels.twilio.fake.app import FakeTwilio
from bot.channels.twilio.fake.ledger import Entry, Ledger
from bot.channels.twilio.fake.phone import Delivery, Phone
from bot.channels.twilio.fake.script import Fault, Script, Step

__all__ = ["Delivery", "Entry", "FakeTwilio", "Fault", "Ledger", "Phone", "Script", "Step"]
