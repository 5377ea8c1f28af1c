"""The cases of one provider, and what each of them expects."""

from .material import BOM, NOW, b64, to_bytes


class Suite:
    """The cases of one provider. What a case does not set is the sample request's."""

    SETTINGS = ("allow_unsigned", "tolerance_s", "now")

    def __init__(self, provider):
        self.provider = provider
        self.cases = []

    def accept(
        self,
        name,
        body=None,
        *,
        headers=None,
        secrets=None,
        secret_index=0,
        signed_at=NOW,
        event=None,
        **settings,
    ):
        """`event` is what differs from the sample event."""
        p = self.provider
        body = to_bytes(p.body() if body is None else body)
        if headers is None:
            # One that is sent is signed with what the receiver holds first.
            secret = secrets[0] if secrets else None
            headers = p.headers(body, secret=secret, timestamp=p.stamp(signed_at))
        found = {
            "id": p.event_id(body),
            "type": p.sample["type"],
            "time": p.event_time(signed_at),
            "tenant": p.sample.get("tenant"),
        } | (event or {})
        found |= {"dedup_key": found["id"], "secret_index": secret_index}
        self._add(name, {"event": found}, body, headers, secrets, settings)

    def refuse(
        self, name, code, body=None, *, headers=None, secrets=None, details=None, **settings
    ):
        p = self.provider
        body = to_bytes(p.body() if body is None else body)
        headers = p.headers(body) if headers is None else headers
        expect = {"error": code} | ({"details": details} if details else {})
        self._add(name, expect, body, headers, secrets, settings)

    def no_envelope(self, name, body):
        """An authentic body without an envelope, which only some schemes take."""
        if self.provider.json_required:
            self.refuse(name, "malformed_payload", body)
        else:
            self.accept(name, body, event={"type": None, "time": self.provider.fallback_time()})

    def _add(self, name, expect, body, headers, secrets, settings):
        assert all(name != case["name"] for case in self.cases), f"two cases are called {name!r}"
        assert set(settings) <= set(self.SETTINGS), settings
        case = {"name": name, "secrets": [self.provider.secret] if secrets is None else secrets}
        case |= {setting: settings[setting] for setting in self.SETTINGS if setting in settings}
        case["headers"] = headers
        try:
            text = body.decode()
        except UnicodeDecodeError:
            text = BOM
        if text.startswith(BOM):
            case["body_base64"] = b64(body)
        else:
            case["body"] = text
        case["expect"] = expect
        self.cases.append(case)
