"""Keys, bodies and moments: the material that the cases are made of."""

import base64
import datetime
import hashlib
import hmac
import json

# The clock of every case that does not set its own: 2026-09-21T14:13:20Z.
NOW = 1_790_000_000_000
YEAR_MS = 365 * 86_400_000

# When the sample events happened, as the bodies write it and in epoch milliseconds.
SENT = "2026-09-21T14:13:18Z"
SENT_MS = NOW - 2000

BOM = "\ufeff"


def hmac_sha256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def b64(data):
    return base64.b64encode(data).decode()


def key_bytes(label, length=32):
    """A key that looks random and is the same on every run."""
    return hashlib.shake_256(label.encode()).digest(length)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def note(text):
    """A `data` object around one text."""
    return compact({"note": text})


def pretty(body, indent=2):
    return json.dumps(json.loads(body), ensure_ascii=False, indent=indent)


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def raw(data):
    """Bytes that are not UTF-8, so that they can stand inside a text; `to_bytes` restores them."""
    return data.decode("utf-8", "surrogateescape")


def to_bytes(body):
    return body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")


def utc_ms(year, month, day, hour, minute, second, ms=0):
    moment = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * 1000 + ms
