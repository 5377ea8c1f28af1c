import base64

from ..material import NOW, hmac_sha256, to_bytes
from .provider import Provider


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
