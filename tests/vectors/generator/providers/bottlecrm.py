from ..material import SENT
from .provider import Provider


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
