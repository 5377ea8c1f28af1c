import base64

from ..material import SENT, b64, key_bytes
from .provider import Provider


class Acme(Provider):
    """A made-up one that differs from the others wherever it can.

    `v7:` and the base64 HMAC-SHA256 of `acme|{timestamp}|{body}|end`, the timestamp in
    milliseconds, the secret plain base64, the envelope nested and its id under `event/id`.
    """

    scheme = "acme"
    signature_header = "Acme-Signature"
    timestamp_header = "Acme-Time"
    unit_ms = 1
    prefix = "v7:"
    encoding = "base64"

    keys = {"id": "event/id", "type": "kind", "time": "at", "tenant": "account", "data": "contents"}
    sample = {
        "id": "anvil-0042",
        "type": "anvil.dropped",
        "time": SENT,
        "tenant": "coyote",
        "data": {"weight_kg": 50, "target": "roadrunner"},
    }
    escaped_id_key = r'"event\u002fid"'
    secrets = tuple(b64(key_bytes(f"acme {n}")) for n in (1, 2, 3))
    wrong_secret = b64(key_bytes("not acme"))

    def key(self, secret):
        return base64.b64decode(secret)

    def content(self, body, timestamp, message_id):
        return b"acme|" + timestamp.encode() + b"|" + body + b"|end"

    def wrap(self, first, written):
        contents = written.pop("data", None)
        outer = ['"meta":{' + ",".join([*first, *written.values()]) + "}"]
        return "{" + ",".join(outer + ([contents] if contents else [])) + "}"

    examples = (
        ("anvil.dropped", "anvil-0043", "coyote", {"weight_kg": 500, "hit": False}),
        ("tunnel.painted", "tunnel-7", "coyote", {"colours": ["black", "grey"], "passable": True}),
        ("magnet.ordered", "magnet-1", "roadrunner", {"poles": 2}),
    )

    def own_cases(self, suite):
        for name, body in {
            "meta is missing": '{"contents":{}}',
            "meta is a string": '{"meta":"anvil-0042"}',
            "meta is an array": '{"meta":[{"event/id":"anvil-0042"}]}',
            "the id's pointer is taken apart at its escaped slash": '{"meta":{"event":{"id":"a"}}}',
            "the id's pointer is not unescaped": '{"meta":{"event~1id":"a"}}',
            "a later meta adds nothing to an earlier one": (
                '{"meta":{"kind":"anvil.dropped"},"meta":{"event/id":"anvil-0042"}}'
            ),
        }.items():
            suite.refuse(f"event: {name}", "malformed_payload", body)
