"""The providers: how each of them signs, what it sends, and the cases that only it has.

Written from the providers' documents. Nothing here reads a scheme file.
"""

import base64
import hashlib

from .headers import change_digit, with_value
from .material import NOW, SENT, SENT_MS, b64, compact, hmac_sha256, key_bytes, to_bytes


class Provider:
    """What one provider sends. A subclass is that provider's document, in code."""

    scheme = ""
    signature_header = ""
    timestamp_header = None
    id_header = None
    unit_ms = None  # milliseconds in one unit of the timestamp header
    prefix = ""  # what stands before the signature in its header
    encoding = "hex"
    json_required = True

    # The members of the envelope that mean something, in the order in which the provider writes
    # them. One that is missing here is one that the provider does not state.
    keys = {}
    sample = {}
    # The name of the id's member, spelled with an escape.
    escaped_id_key = r'"\u0069d"'

    # The current secret, the one before it, the one before that, and one that was never its own.
    secrets = ()
    wrong_secret = ""

    message_id = None

    def key(self, secret):
        return secret.encode()

    def content(self, body, timestamp, message_id):
        """The bytes that are signed."""
        raise NotImplementedError

    # Fuller events: (type, id, tenant, data).
    examples = ()

    def own_cases(self, suite):
        """Cases that make sense for this provider only."""

    # Sending.

    @property
    def secret(self):
        return self.secrets[0]

    def stamp(self, ms):
        return None if self.timestamp_header is None else str(ms // self.unit_ms)

    def digest(self, body, *, secret=None, timestamp=None, message_id=None):
        secret = self.secret if secret is None else secret
        timestamp = self.stamp(NOW) if timestamp is None else timestamp
        message_id = self.message_id if message_id is None else message_id
        return hmac_sha256(self.key(secret), self.content(to_bytes(body), timestamp, message_id))

    def encode(self, digest):
        return digest.hex() if self.encoding == "hex" else b64(digest)

    def signature(self, body, **signing):
        return self.prefix + self.encode(self.digest(body, **signing))

    def headers(self, body, *, secret=None, timestamp=None, message_id=None, signature=None):
        """The request's headers; `signature` replaces the right one."""
        if signature is None:
            signature = self.signature(
                body, secret=secret, timestamp=timestamp, message_id=message_id
            )
        headers = [["Content-Type", "application/json"]]
        if self.id_header is not None:
            headers.append([self.id_header, message_id or self.message_id])
        if self.timestamp_header is not None:
            headers.append(
                [self.timestamp_header, self.stamp(NOW) if timestamp is None else timestamp]
            )
        headers.append([self.signature_header, signature])
        return headers

    def body(self, *, first=(), keys=None, **raw_members):
        """The envelope. Members are given as raw JSON, None leaves one out.

        `first` is raw text that goes ahead of the members, `keys` respells the name of a member.
        """
        names = {field: compact(name) for field, name in self.keys.items()} | (keys or {})
        written = {}
        for field, name in names.items():
            value = raw_members.get(field, compact(self.sample[field]))
            if value is not None:
                written[field] = f"{name}:{value}"
        return self.wrap(list(first), written)

    def wrap(self, first, written):
        return "{" + ",".join([*first, *written.values()]) + "}"

    # What a verifier is to find in it.

    def event_id(self, body):
        return str(self.sample["id"])

    def event_time(self, signed_at):
        return SENT_MS if "time" in self.keys else self.fallback_time(signed_at)

    def fallback_time(self, signed_at=NOW):
        """The time of an event whose body tells none."""
        return None if self.timestamp_header is None else signed_at


class BottleCrm(Provider):
    """`X-BottleCRM-Signature: sha256=` and the hex HMAC-SHA256 of the raw body."""

    scheme = "bottlecrm"
    signature_header = "X-BottleCRM-Signature"
    prefix = "sha256="

    keys = {"id": "id", "type": "type", "time": "created_at", "tenant": "org_id", "data": "data"}
    sample = {
        "id": "evt_7d1e04c29b",
        "type": "lead.created",
        "time": SENT,
        "tenant": "4f2a-91bc-77e0",
        "data": {"lead": {"id": "8801", "title": "Barrel racks", "email": "mara@cellar.example"}},
    }
    secrets = ("bcs_Vq81LmTz0RkYp3", "bcs_oldHw27NsXc94Jd", "bcs_oldestQe55TuAa16")
    wrong_secret = "bcs_someoneElses0000"

    def content(self, body, timestamp, message_id):
        return body

    examples = (
        (
            "lead.converted",
            "evt_7d1e04c2a0",
            "4f2a-91bc-77e0",
            {
                "lead": {"id": "8801", "title": "Barrel racks", "email": "mara@cellar.example"},
                "account": {"id": "3120", "name": "Cellar & Sons"},
                "contact": {"id": "5547", "email": "mara@cellar.example"},
                "opportunity": {"id": "9043", "name": "Racks, 40 units", "amount": 18600},
            },
        ),
        (
            "invoice.paid",
            "evt_7d1e04c2a1",
            "be07-02d9-1a3f",
            {"invoice": {"id": "INV-2209", "currency": "EUR", "total": 1249.9, "lines": [1, 2]}},
        ),
        (
            "case.escalated",
            "evt_7d1e04c2a2",
            "4f2a-91bc-77e0",
            {"case": {"id": "611", "subject": "Pump leaks", "priority": "urgent", "owner": None}},
        ),
    )


class SalesOs(Provider):
    """`X-Webhook-Signature:` and the bare hex HMAC-SHA256 of the body."""

    scheme = "salesos"
    signature_header = "X-Webhook-Signature"

    keys = {
        "id": "id",
        "type": "type",
        "time": "timestamp",
        "tenant": "organizationId",
        "data": "data",
    }
    sample = {
        "id": "evt_q4tn20",
        "type": "lead.updated",
        "time": SENT,
        "tenant": "org_harbour7",
        "data": {"id": "lead_71x", "firstName": "Noor", "lastName": "Haddad", "status": "OPEN"},
    }
    secrets = ("harbour-webhooks-2026", "harbour-webhooks-2025", "harbour-webhooks-2024")
    wrong_secret = "quayside-webhooks-2026"

    def content(self, body, timestamp, message_id):
        return body

    examples = (
        (
            "lead.created",
            "evt_q4tn21",
            "org_harbour7",
            {
                "id": "lead_72a",
                "firstName": "Noor",
                "lastName": "Haddad",
                "email": "noor@ferry.example",
                "status": "NEW",
                "createdAt": "2026-09-21T14:13:17Z",
            },
        ),
        (
            "opportunity.won",
            "evt_q4tn22",
            "org_harbour7",
            {"id": "opp_5k", "name": "Fleet refit", "amount": 84000, "probability": 100},
        ),
        (
            "meeting.scheduled",
            "evt_q4tn23",
            "org_lighthouse",
            {"id": "mtg_9", "with": ["Noor Haddad", "Jun Mori"], "at": "2026-10-02T09:30:00+02:00"},
        ),
    )

    def own_cases(self, suite):
        body = self.body()
        suite.accept(
            "header: a timestamp header that the scheme does not have is ignored",
            headers=[["X-Webhook-Timestamp", "yesterday"], *self.headers(body)],
        )


class OptimoCms(Provider):
    """Bare hex HMAC-SHA256 of `{timestamp}.{body}`, the timestamp in milliseconds.

    The secret begins with `whsec_` and is used as the text it is.
    """

    scheme = "optimocms"
    signature_header = "X-OptimoCMS-Signature"
    timestamp_header = "X-OptimoCMS-Timestamp"
    unit_ms = 1

    keys = {"id": "id", "type": "type", "data": "data"}
    sample = {
        "id": "evt_pg81mz",
        "type": "page.updated",
        "data": {"pageId": "pg_81", "siteId": "site_olive", "slug": "/opening-hours"},
    }
    secrets = ("whsec_h3n8v2c6z1y5b9d4", "whsec_t7r4k1j8w2q6m3x9", "whsec_a1s2d3f4g5h6j7k8")
    wrong_secret = "whsec_zzzzyyyyxxxxwwww"

    def content(self, body, timestamp, message_id):
        return timestamp.encode() + b"." + body

    examples = (
        (
            "form.submitted",
            "evt_pg81n0",
            None,
            {
                "formId": "form_contact",
                "siteId": "site_olive",
                "fields": {
                    "name": "Ines Duarte",
                    "email": "ines@olive.example",
                    "phone": "+351 210 000 000",
                    "company": "Olive & Oak",
                },
                "submittedAt": "2026-09-21T14:13:17Z",
            },
        ),
        (
            "order.created",
            "evt_pg81n1",
            None,
            {
                "orderId": "ord_3307",
                "customer": {"email": "ines@olive.example", "name": "Ines Duarte"},
                "totalCents": 4590,
            },
        ),
        (
            "booking.created",
            "evt_pg81n2",
            None,
            {
                "bookingId": "bkg_118",
                "customer": {"name": "Ines Duarte"},
                "date": "2026-10-03",
                "startTime": "19:30",
            },
        ),
    )

    def own_cases(self, suite):
        body = self.body()
        decoded = hmac_sha256(
            base64.b64decode(self.secret.removeprefix("whsec_")),
            self.content(to_bytes(body), self.stamp(NOW), None),
        )
        suite.refuse(
            "secret: signed with the secret decoded from base64",
            "signature_mismatch",
            headers=self.headers(body, signature=decoded.hex()),
        )
        suite.refuse(
            "secret: signed without its whsec_",
            "signature_mismatch",
            headers=self.headers(body, secret=self.secret.removeprefix("whsec_")),
        )


class WhiteLabelCro(Provider):
    """`sha256=` and the hex HMAC-SHA256 of `{timestamp}.{body}`, the timestamp in seconds."""

    scheme = "whitelabelcro"
    signature_header = "X-Webhook-Signature"
    timestamp_header = "X-Webhook-Timestamp"
    unit_ms = 1000
    prefix = "sha256="

    keys = {"id": "id", "type": "type", "time": "createdUtc", "data": "payload"}
    sample = {
        "id": 48213,
        "type": "client.created",
        "time": SENT,
        "data": {"client_id": 7702, "first_name": "Tomas", "last_name": "Berg"},
    }
    # They look like hex, and are used as the text they are.
    secrets = (
        "9c41f07be2d85a3366e1b04c7fd2a890",
        "1b7703d9c5ee4fa2b8640a91cc3d5e27",
        "e05a62c83d914b7fa1c6d8f2075b3e94",
    )
    wrong_secret = "00000000000000000000000000000000"

    def content(self, body, timestamp, message_id):
        return timestamp.encode() + b"." + body

    examples = (
        (
            "client.created",
            48214,
            None,
            {
                "client_id": 7703,
                "first_name": "Sofie",
                "last_name": "Lindqvist",
                "email": "sofie@example.com",
                "status": "active",
            },
        ),
        (
            "payment.failed",
            48215,
            None,
            {"payment_id": 9100, "client_id": 7703, "amount": 99.5, "reason": "card_declined"},
        ),
        (
            "agreement.signed",
            48216,
            None,
            {"agreement_id": 31, "client_id": 7703, "signed_by": "Sofie Lindqvist", "pages": 4},
        ),
    )

    def own_cases(self, suite):
        body = self.body()
        decoded = hmac_sha256(
            bytes.fromhex(self.secret), self.content(to_bytes(body), self.stamp(NOW), None)
        )
        suite.refuse(
            "secret: signed with the secret decoded from hex",
            "signature_mismatch",
            headers=self.headers(body, signature=self.prefix + decoded.hex()),
        )


class Customermates(Provider):
    """HMAC-SHA256 of the raw body, only where a secret is set.

    The document does not say how the signature is written: hex, with and without `sha256=`, is
    taken. Nor is there an id: the body's own SHA-256 stands in for it.
    """

    scheme = "customermates"
    signature_header = "X-Webhook-Signature"

    keys = {"type": "event", "data": "data", "time": "timestamp"}
    sample = {
        "type": "contact.updated",
        "time": SENT,
        "data": {"id": "c_2041", "firstName": "Leïla", "lastName": "Okafor"},
    }
    secrets = ("mates-9Jw3-signing", "mates-7Hc1-signing", "mates-5Fa0-signing")
    wrong_secret = "mates-0000-signing"

    def content(self, body, timestamp, message_id):
        return body

    def event_id(self, body):
        return hashlib.sha256(body).hexdigest()

    examples = (
        (
            "contact.created",
            None,
            None,
            {
                "id": "c_2042",
                "firstName": "Ravi",
                "lastName": "Nair",
                "emails": ["ravi@mill.example"],
                "organizations": [{"id": "o_19", "name": "The Mill"}],
            },
        ),
        (
            "deal.updated",
            None,
            None,
            {"id": "d_77", "name": "Looms", "totalValue": 5200, "changes": {"totalValue": [4800]}},
        ),
        ("task.deleted", None, None, {"id": "t_310"}),
    )

    def own_cases(self, suite):
        body = self.body()
        digest = self.digest(body).hex()

        suite.accept("prefix: written", headers=self.headers(body, signature="sha256=" + digest))
        suite.accept("prefix: left out", headers=self.headers(body, signature=digest))
        suite.accept(
            "prefix: written, uppercase digits",
            headers=self.headers(body, signature="sha256=" + digest.upper()),
        )
        for name, value in {
            "written twice": "sha256=sha256=" + digest,
            "in upper case": "SHA256=" + digest,
            "followed by a blank": "sha256= " + digest,
            "of another hash": "sha1=" + digest,
            "written, one byte short": "sha256=" + digest[:-2],
            "written, not hex": "sha256=" + "z" * 64,
        }.items():
            suite.refuse(
                f"prefix: {name}",
                "malformed_signature",
                headers=self.headers(body, signature=value),
            )
        suite.refuse(
            "prefix: written, one digit changed",
            "signature_mismatch",
            headers=self.headers(body, signature="sha256=" + change_digit(digest, 5)),
        )

        # Without a secret the provider signs nothing, and the receiver has to have said so.
        unsigned = [["Content-Type", "application/json"]]
        suite.refuse("unsigned: no secret", "unsigned", secrets=[], headers=unsigned)
        suite.accept(
            "unsigned: no secret, and that is allowed",
            secrets=[],
            headers=unsigned,
            secret_index=None,
            allow_unsigned=True,
        )
        suite.refuse(
            "unsigned: allowed, but the body is not JSON",
            "malformed_payload",
            "not json",
            secrets=[],
            headers=unsigned,
            allow_unsigned=True,
        )
        # Allowing unsigned requests must not let one in where a secret is set.
        suite.refuse(
            "unsigned: allowed, but a secret is set and the signature is missing",
            "missing_header",
            headers=unsigned,
            allow_unsigned=True,
        )
        suite.refuse(
            "unsigned: allowed, but a secret is set and the signature is another's",
            "signature_mismatch",
            headers=self.headers(body, secret=self.wrong_secret),
            allow_unsigned=True,
        )
        suite.accept("unsigned: allowed, and signed all the same", allow_unsigned=True)

        suite.accept(
            "event: an id in the body is not the event's",
            self.body(first=['"id":"evt_1"']),
        )
        suite.accept("event: an empty object", "{}", event={"type": None, "time": None})


class StandardWebhooks(Provider):
    """`v1,` and the base64 HMAC-SHA256 of `{id}.{timestamp}.{body}`, several beside each other.

    The secret is base64, with or without `whsec_` before it. The body need not be JSON.
    """

    scheme = "standard-webhooks"
    signature_header = "webhook-signature"
    timestamp_header = "webhook-timestamp"
    id_header = "webhook-id"
    unit_ms = 1000
    prefix = "v1,"
    encoding = "base64"
    json_required = False

    keys = {"type": "type", "time": "timestamp", "data": "data"}
    sample = {
        "type": "user.updated",
        "time": SENT,
        "data": {"id": "usr_60", "name": "Aiko Tan", "plan": "team"},
    }
    secrets = tuple("whsec_" + b64(key_bytes(f"standard-webhooks {n}")) for n in (1, 2, 3))
    wrong_secret = "whsec_" + b64(key_bytes("another sender"))
    message_id = "msg_3fKq8ZtWn2LxR7vB"

    def key(self, secret):
        return base64.b64decode(secret.removeprefix("whsec_"))

    def content(self, body, timestamp, message_id):
        return b".".join([message_id.encode(), timestamp.encode(), body])

    def event_id(self, body):
        return self.message_id

    examples = (
        (
            "invoice.paid",
            None,
            None,
            {"id": "inv_1180", "amount": "240.00", "currency": "USD", "customer": "cus_9"},
        ),
        (
            "repository.renamed",
            None,
            None,
            {"id": 5517, "from": "acme/old", "to": "acme/new", "by": {"id": "usr_60"}},
        ),
        ("user.deleted", None, None, {"id": "usr_61"}),
    )

    def own_cases(self, suite):
        body = self.body()
        good = self.signature(body)
        other = self.signature(body, secret=self.wrong_secret)
        asymmetric = "v1a," + b64(key_bytes("an ed25519 signature", 64))

        # The libraries of the Standard Webhooks project all carry this one.
        suite.accept(
            "published example",
            '{"test": 2432232314}',
            secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            headers=[
                ["webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"],
                ["webhook-timestamp", "1614265330"],
                ["webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
            ],
            now=1_614_265_330_000,
            event={
                "id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "type": None,
                "time": 1_614_265_330_000,
            },
        )

        def listed(name, *items, code=None):
            headers = self.headers(body, signature=" ".join(items))
            if code is None:
                suite.accept(f"list: {name}", headers=headers)
            else:
                suite.refuse(f"list: {name}", code, headers=headers)

        listed("the first of two matches", good, other)
        listed("the last of two matches", other, good)
        listed("the middle one of three matches", other, good, other)
        listed("the same one twice", good, good)
        listed("another version before it", asymmetric, good)
        listed("another version after it", good, asymmetric)
        listed("a malformed one before it", "v1,AAAA", good)
        listed("a malformed one after it", good, "v1," + "=" * 44)
        listed("none of two matches", other, change_digit(good, 8), code="signature_mismatch")
        listed("a malformed one and a wrong one", "v1,AAAA", other, code="signature_mismatch")
        listed("two malformed ones", "v1,AAAA", good[:-1], code="malformed_signature")
        listed("another version alone", asymmetric, code="malformed_signature")
        listed(
            "the right bytes under another version",
            good.replace("v1,", "v2,"),
            code="malformed_signature",
        )
        # Two header lines become one with a comma and a blank between them.
        listed("two lines joined on the way", f"{other},", good, code="malformed_signature")
        listed("another version and a malformed one", asymmetric, "v1,", code="malformed_signature")

        new, old, _ = self.secrets
        for name, order in {"new one first": (new, old), "old one first": (old, new)}.items():
            # Secrets are tried in their order, so the first secret wins, not the first signature.
            suite.accept(
                f"list: signed by both secrets, the {name}",
                secrets=[new, old],
                headers=self.headers(
                    body, signature=" ".join(self.signature(body, secret=s) for s in order)
                ),
            )
        suite.accept(
            "list: signed by an unknown secret and by the old one",
            secrets=[new, old],
            secret_index=1,
            headers=self.headers(body, signature=f"{other} {self.signature(body, secret=old)}"),
        )

        bare = self.secret.removeprefix("whsec_")
        suite.accept("secret: without whsec_", secrets=[bare])
        suite.accept(
            "secret: new with whsec_, old without",
            secrets=[self.secrets[0], self.secrets[1].removeprefix("whsec_")],
            secret_index=1,
            headers=self.headers(body, secret=self.secrets[1]),
        )
        as_text = hmac_sha256(
            self.secret.encode(), self.content(to_bytes(body), self.stamp(NOW), self.message_id)
        )
        suite.refuse(
            "secret: signed with its text instead of its bytes",
            "signature_mismatch",
            headers=self.headers(body, signature="v1," + b64(as_text)),
        )

        suite.refuse(
            "header: the id changed",
            "signature_mismatch",
            headers=with_value(self.headers(body), self.id_header, self.message_id + "0"),
        )
        suite.accept(
            "event: the id is the header's, not the body's",
            self.body(first=['"id":"evt_1"']),
        )
        suite.accept(
            "event: the id in the form of a UUID",
            headers=self.headers(body, message_id="0b6f0e0e-6d6c-4f1e-9b57-3c1f6f0f4a55"),
            event={"id": "0b6f0e0e-6d6c-4f1e-9b57-3c1f6f0f4a55"},
        )
        suite.accept("event: an empty object", "{}", event={"type": None, "time": NOW})


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
            "a later meta replaces the whole of an earlier one": (
                '{"meta":{"event/id":"anvil-0042"},"meta":{"kind":"anvil.dropped"}}'
            ),
        }.items():
            suite.refuse(f"event: {name}", "malformed_payload", body)


PROVIDERS = (
    OptimoCms(),
    SalesOs(),
    BottleCrm(),
    Customermates(),
    WhiteLabelCro(),
    StandardWebhooks(),
    Acme(),
)
