import hashlib

from ..material import compact
from .customermates import Customermates


class CustomermatesCompany(Customermates):
    """`data` has the tenant: what Customermates' own code sends
    (customermates/customermates, features/webhook and content/docs/en/webhooks.mdx).
    """

    file = "customermates-company"

    sample = Customermates.sample | {
        "tenant": "c_abc",
        "data": {
            "userId": "u_123",
            "companyId": "c_abc",
            "entityId": "ct_xyz",
            "payload": {
                "contact": {"id": "ct_xyz", "firstName": "Leïla"},
                "changes": {"firstName": {"previous": "Leila", "current": "Leïla"}},
            },
        },
    }
    examples = ()

    def body(self, *, data=None, **members):
        """`data` is what the payload is."""
        envelope = self.sample["data"]
        payload = compact(envelope["payload"]) if data is None else data
        ahead = compact({name: envelope[name] for name in ("userId", "companyId", "entityId")})
        return super().body(data=f'{ahead[:-1]},"payload":{payload}}}', **members)

    def own_cases(self, suite):
        whole = super().body

        for label, (data, tenant) in {
            "a number": ('{"companyId":77}', "77"),
            "escapes": (r'{"company\u0049d":"c\u005f1"}', "c_1"),
            "the first of two": ('{"companyId":"c_1","companyId":"c_2"}', "c_1"),
            "missing": ("{}", None),
            "null": ('{"companyId":null}', None),
            "an object": ('{"companyId":{"id":"c_1"}}', None),
            "no object around it": ('"companyId"', None),
            "an array around it": ('[{"companyId":"c_1"}]', None),
        }.items():
            suite.accept(f"tenant: {label}", whole(data=data), event={"tenant": tenant})
        suite.accept(
            "tenant: beside the data, where it is none",
            whole(first=['"companyId":"c_other"'], data='{"companyId":"c_1"}'),
            event={"tenant": "c_1"},
        )
        body = self.body()
        digest = hashlib.sha256(body.encode()).hexdigest()
        suite.accept("resent by hand, byte for byte", body, event={"id": digest})
