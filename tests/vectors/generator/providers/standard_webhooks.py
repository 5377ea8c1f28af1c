import base64

from ..headers import change_digit, with_value
from ..material import NOW, SENT, b64, hmac_sha256, key_bytes, to_bytes
from .provider import Provider


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
