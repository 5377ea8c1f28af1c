import hashlib

from ..headers import change_digit
from ..material import SENT
from .provider import Provider


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
