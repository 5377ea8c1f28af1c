from ..material import NOW, SENT, hmac_sha256, to_bytes
from .provider import Provider


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
