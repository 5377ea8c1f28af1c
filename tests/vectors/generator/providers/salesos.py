from ..material import SENT
from .provider import Provider


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
