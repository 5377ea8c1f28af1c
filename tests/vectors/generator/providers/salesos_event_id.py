from ..material import NOW, SENT, SENT_MS, compact
from .salesos import SalesOs


class SalesOsEventId(SalesOs):
    """`{"event", "eventId", "timestamp", "data"}`: what SalesOS's own code sends
    (kaulonline/salesos.org, api/src/webhooks-management). Signed as it is documented.
    """

    variant = "event-id"
    file = "salesos-event-id"

    keys = {"type": "event", "id": "eventId", "time": "timestamp", "data": "data"}
    sample = {
        "type": "opportunity.stage_changed",
        "id": "3f6f2c5a-86a4-4a3e-9f6b-0d7c2b1e9a10",
        "time": SENT_MS,
        "data": {"id": "opp_5k", "name": "Fleet refit", "stage": "NEGOTIATION"},
    }
    escaped_id_key = r'"\u0065ventId"'
    secrets = (
        "whsec_5d0f3a9c7be1426894c2ab07d3e6f18a5c9b2e7d40f16a83",
        "whsec_aa7c64f2e19d80b35c7e4a2f9d1b6c08e3f5a7d20b419c6e",
        "whsec_0e4b8a2d6c1f95374ab08de2c7f3615d9a0c4e8b27f51d36",
    )

    def time_cases(self, suite):
        for written, value in (
            (str(NOW), NOW),
            ("0", 0),
            ("1790000000001", 1790000000001),
            ("17", 17),
        ):
            suite.accept(f"time: {written}", self.body(time=written), event={"time": value})
        for label, written in {
            "missing": None,
            "null": "null",
            "text": compact(str(NOW)),
            "a date": compact(SENT),
            "negative": "-1",
            "a fraction": "1790000000000.5",
            "an exponent": "179e10",
            "an object": "{}",
        }.items():
            suite.accept(f"time: {label}", self.body(time=written), event={"time": None})

    def own_cases(self, suite):
        body = self.body()
        suite.accept(
            "variant: with the headers that are not signed",
            headers=[
                ["X-Webhook-Event", "lead.deleted"],
                ["X-Webhook-Timestamp", str(NOW - 1)],
                *self.headers(body),
            ],
        )
        suite.accept(
            "variant: its test",
            self.body(type=compact("test"), data=r'{"test":true,"timestamp":"2026-09-21T14:13:20.000Z"}'),
            event={"type": "test"},
        )
        # Of the two ids the first is the event's, and the rest is read as its form has it.
        suite.accept(
            "variant: an id behind it",
            self.body()[:-1] + ',"id":"evt_1","type":"lead.created"}',
        )
        suite.accept(
            "variant: an id ahead of it, so it is the documented form",
            self.body(first=['"id":"evt_1","type":"lead.created","organizationId":"org_1"']),
            event={"id": "evt_1", "type": "lead.created", "time": None, "tenant": "org_1"},
        )
        suite.accept(
            "variant: behind members that are no part of it",
            self.body(first=['"eventid":"x","EventId":"y","data.id":"z"']),
        )
