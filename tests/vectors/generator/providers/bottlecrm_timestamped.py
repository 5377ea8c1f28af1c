from ..material import NOW, compact, hmac_sha256, to_bytes
from .bottlecrm import BottleCrm


class BottleCrmTimestamped(BottleCrm):
    """`X-BottleCRM-Signature: t=<seconds>,v1=<hex>` over `<t>.<body>`: what BottleCRM's own code
    sends (Django-CRM/Django-CRM, backend/webhooks/tasks.py). Each attempt is signed anew.
    """

    variant = "timestamped"
    file = "bottlecrm-timestamped"
    unit_ms = 1000

    keys = {
        "id": "id",
        "type": "event",
        "time": "created_at",
        "tenant": "org_id",
        "data": "data",
    }
    sample = BottleCrm.sample | {"id": "0b9f4f0e-51c6-4f0c-9d0c-5b1f0f0c7a11", "type": "deal.won"}

    # A field that is no signature is passed over beside one that is, and blanks around a field do
    # not count. Two times are refused: the header was there twice.
    signature_codes = {
        "its prefix twice": None,
        "two joined by a blank": None,
        "a blank after it": None,
        "a tab after it": None,
    }
    # A comma ends the time, and what is signed of it is less than what was sent.
    timestamp_codes = {
        "a blank after it": "signature_mismatch",
        "thousands separated": "timestamp_too_old",
        "two joined": "signature_mismatch",
    }

    @property
    def prefix(self):
        return f"t={self.stamp(NOW)},v1="

    def content(self, body, timestamp, message_id):
        return to_bytes(timestamp) + b"." + body

    def signature(self, body, *, timestamp=None, **signing):
        timestamp = self.stamp(NOW) if timestamp is None else timestamp
        digest = self.digest(body, timestamp=timestamp, **signing)
        return f"t={timestamp},v1={self.encode(digest)}"

    def with_timestamp(self, headers, text):
        written = f"t={text},"

        def renewed(value):
            _, signature = value.split(",", 1)
            return written + signature

        return [
            [name, renewed(value) if name == self.signature_header else value]
            for name, value in headers
        ]

    def own_cases(self, suite):
        body = self.body()
        now = self.stamp(NOW)
        digest = self.digest(body).hex()

        def send(value, body=body):
            return self.headers(body, signature=value)

        suite.accept(
            "variant: with the headers that are not signed",
            headers=[
                ["X-BottleCRM-Event", "lead.deleted"],
                ["X-BottleCRM-Delivery", "7d0c1f8e-0000-4000-8000-000000000000"],
                ["User-Agent", "BottleCRM-Webhooks"],
                *self.headers(body),
            ],
        )
        suite.accept(
            "variant: a retry an hour later, signed anew",
            signed_at=NOW + 3_600_000,
            now=NOW + 3_600_000,
        )
        suite.accept(
            "variant: its ping",
            self.body(type=compact("ping"), data="{}"),
            event={"type": "ping"},
        )
        suite.accept(
            "variant: ASCII alone, as it is written",
            self.body(data=r'{"lead":{"title":"F\u00fc\u00dfe"}}'),
        )
        suite.refuse(
            "variant: Slack's format, which has no id", "malformed_payload", '{"text":"A lead"}'
        )

        # The form is what the header begins with, and nothing else.
        malformed = {
            "the time behind the signature": f"v1={digest},t={now}",
            "no time": f"v1={digest}",
            "no signature": f"t={now}",
            "the time twice": f"t={now},t={now},v1={digest}",
            "a blank ahead of it": f" t={now},v1={digest}",
            "the names in upper case": f"T={now},V1={digest}",
            "another version's signature": f"t={now},v0={digest}",
            "fields separated by a semicolon": f"t={now};v1={digest}",
        }
        for name, value in malformed.items():
            suite.refuse(f"variant: {name}", "malformed_signature", headers=send(value))
        suite.accept(
            "variant: further fields", headers=send(f"t={now},v1={digest},v2=abc,note")
        )

        # Neither form's signature is one of the other form.
        documented = hmac_sha256(self.key(self.secret), to_bytes(body)).hex()
        suite.refuse(
            "variant: the documented form's signature beside a time",
            "signature_mismatch",
            headers=send(f"t={now},v1={documented}"),
        )
        suite.refuse(
            "variant: its signature in the documented form",
            "signature_mismatch",
            headers=send(f"sha256={digest}"),
        )
        suite.refuse(
            "variant: its signature in the documented form, its time ahead of the body",
            "malformed_payload",
            f"{now}.{body}",
            headers=send(f"sha256={digest}"),
        )
