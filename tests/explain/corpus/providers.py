"""How each provider signs, from its documents. Nothing is read of the core's scheme files."""

import base64
import hashlib
import hmac

NOW = 1790000000000
"""When every request is judged, in milliseconds. All of them are signed two seconds before."""

SIGNED_AT = NOW - 2000


def digest(key, content, algorithm="sha256"):
    return hmac.new(key, content, algorithm).digest()


class Provider:
    """One provider. `encoding` is how it writes digests, `base` whether its secrets are base64."""

    def __init__(self, scheme, header, *, prefix="", encoding="hex", time=None, unit=None, id_header=None,
                 content, secret, base=False, optional_prefix=False, own=False):
        self.scheme = scheme
        self.header = header
        self.prefix = prefix
        self.encoding = encoding
        self.time = time
        self.unit = unit
        self.id_header = id_header
        self.content = content
        self.secret = secret
        self.base = base
        self.optional_prefix = optional_prefix
        self.own = own

    def key(self, secret):
        if not self.base:
            return secret.encode()
        return base64.b64decode(secret.removeprefix("whsec_"))

    def timestamp(self, millis=SIGNED_AT):
        if self.unit is None:
            return None
        return str(millis // 1000 if self.unit == "s" else millis)

    def write(self, raw):
        """A digest as the header has it."""
        digits = raw.hex() if self.encoding == "hex" else base64.b64encode(raw).decode()
        return ("" if self.optional_prefix else self.prefix) + digits

    def signed(self, body, *, key=None, time=None, content=None, algorithm="sha256", raw=None, header_time=None):
        """The headers of a request, with one thing or another done differently."""
        key = self.key(self.secret) if key is None else key
        header_time = self.timestamp() if header_time is None else header_time
        time = header_time if time is None else time
        if content is None:
            content = self.content(time, MESSAGE_ID, body)
        raw = digest(key, content, algorithm) if raw is None else raw(key, content)
        headers = []
        if self.id_header:
            headers.append([self.id_header, MESSAGE_ID])
        if self.time:
            headers.append([self.time, header_time])
        headers.append([self.header, self.write(raw)])
        return headers


MESSAGE_ID = "msg_2f7Yw0"


def body_only(time, message_id, body):
    return body


def time_and_body(time, message_id, body):
    return time.encode() + b"." + body


PROVIDERS = [
    Provider("bottlecrm", "X-BottleCRM-Signature", prefix="sha256=", content=body_only,
             secret="bcs_Vq81LmTz0RkYp3Wd"),
    Provider("customermates", "X-Webhook-Signature", prefix="sha256=", optional_prefix=True, content=body_only,
             secret="cm-4fQ9zL2xT7vB1n"),
    Provider("optimocms", "X-OptimoCMS-Signature", time="X-OptimoCMS-Timestamp", unit="ms", content=time_and_body,
             secret="whsec_Zt5uJ8QmXc2LrVb7HyNa9w=="),
    Provider("salesos", "X-Webhook-Signature", content=body_only, secret="sos_71xKpLw93QdmTz"),
    Provider("standard-webhooks", "webhook-signature", prefix="v1,", encoding="base64", time="webhook-timestamp",
             unit="s", id_header="webhook-id", base=True, secret="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
             content=lambda time, message_id, body: f"{message_id}.{time}.".encode() + body),
    Provider("whitelabelcro", "X-Webhook-Signature", prefix="sha256=", time="X-Webhook-Timestamp", unit="s",
             content=time_and_body, secret="wlc_signing_8Hd2mQx51Lp"),
    Provider("acme", "Acme-Signature", prefix="v7:", encoding="base64", time="Acme-Time", unit="ms", base=True,
             secret="fDoxzdvTy3jH4cyeCWLKTayhmjNnriJeEchUk2jF5Qo=", own=True,
             content=lambda time, message_id, body: f"acme|{time}|".encode() + body + b"|end"),
]


def event(scheme):
    """An event of a provider, with something in it for everything that may be done to a body."""
    data = {"name": "Zoë & Söhne <b>", "url": "x.example/a", "sum": "1+1=2", "n": 12.5, "tags": ["a", 2], "empty": {}}
    return {
        "bottlecrm": {"id": "evt_7d1e", "type": "lead.created", "created_at": "2026-09-21T14:12:59Z", "org_id": "4f2a",
                      "data": data},
        "customermates": {"event": "contact.created", "timestamp": "2026-09-21T14:12:59Z", "data": data},
        "optimocms": {"id": "ev_19", "type": "form.submitted", "data": data},
        "salesos": {"id": "51", "type": "lead.created", "timestamp": "2026-09-21T14:12:59Z", "organizationId": "o1",
                    "data": data},
        "standard-webhooks": {"type": "user.created", "timestamp": "2026-09-21T14:12:59Z", "data": data},
        "whitelabelcro": {"id": 12345, "type": "client.created", "createdUtc": "2026-09-21T14:12:59Z", "payload": data},
        "acme": {"meta": {"event/id": "anvil-1", "kind": "anvil.dropped", "at": "2026-09-21T14:12:59Z", "account": "c"},
                 "contents": data},
    }[scheme]
