"""What all providers have in common."""

from .. import event_cases
from ..headers import with_value
from ..material import NOW, SENT_MS, b64, compact, hmac_sha256, to_bytes


class Provider:
    """What one provider sends. A subclass is that provider's document, in code."""

    scheme = ""
    # Of another form of its requests than the scheme's own, the variant that it is.
    variant = None
    signature_header = ""
    timestamp_header = None
    id_header = None
    unit_ms = None  # milliseconds in one unit of the signed timestamp
    prefix = ""  # what stands before the signature in its header
    encoding = "hex"
    json_required = True

    # The members of the envelope that mean something, in the order in which the provider writes
    # them. One that is missing here is one that the provider does not state.
    keys = {}
    sample = {}
    # The name of the id's member, spelled with an escape.
    escaped_id_key = r'"\u0069d"'

    # The current secret, the one before it, the one before that, and one that was never its own.
    secrets = ()
    wrong_secret = ""

    message_id = None

    # What answers to a value that is well-formed here by accident, by the case's name; None: it is
    # accepted.
    signature_codes = {}
    timestamp_codes = {}

    @property
    def file(self):
        return self.scheme

    def key(self, secret):
        return secret.encode()

    def content(self, body, timestamp, message_id):
        """The bytes that are signed."""
        raise NotImplementedError

    # Fuller events: (type, id, tenant, data).
    examples = ()

    def time_cases(self, suite):
        event_cases.event_time_cases(suite)

    def own_cases(self, suite):
        """Cases that make sense for this provider only."""

    # Sending.

    @property
    def secret(self):
        return self.secrets[0]

    def stamp(self, ms):
        return None if self.unit_ms is None else str(ms // self.unit_ms)

    def digest(self, body, *, secret=None, timestamp=None, message_id=None):
        secret = self.secret if secret is None else secret
        timestamp = self.stamp(NOW) if timestamp is None else timestamp
        message_id = self.message_id if message_id is None else message_id
        return hmac_sha256(self.key(secret), self.content(to_bytes(body), timestamp, message_id))

    def encode(self, digest):
        return digest.hex() if self.encoding == "hex" else b64(digest)

    def signature(self, body, **signing):
        return self.prefix + self.encode(self.digest(body, **signing))

    def headers(self, body, *, secret=None, timestamp=None, message_id=None, signature=None):
        """The request's headers; `signature` replaces the right one."""
        if signature is None:
            signature = self.signature(
                body, secret=secret, timestamp=timestamp, message_id=message_id
            )
        headers = [["Content-Type", "application/json"]]
        if self.id_header is not None:
            headers.append([self.id_header, message_id or self.message_id])
        if self.timestamp_header is not None:
            headers.append(
                [self.timestamp_header, self.stamp(NOW) if timestamp is None else timestamp]
            )
        headers.append([self.signature_header, signature])
        return headers

    def with_timestamp(self, headers, text):
        """The headers with another timestamp than the one that is signed."""
        return with_value(headers, self.timestamp_header, text)

    def body(self, *, first=(), keys=None, **raw_members):
        """The envelope. Members are given as raw JSON, None leaves one out.

        `first` is raw text that goes ahead of the members, `keys` respells the name of a member.
        """
        names = {field: compact(name) for field, name in self.keys.items()} | (keys or {})
        written = {}
        for field, name in names.items():
            value = raw_members.get(field, compact(self.sample[field]))
            if value is not None:
                written[field] = f"{name}:{value}"
        return self.wrap(list(first), written)

    def wrap(self, first, written):
        return "{" + ",".join([*first, *written.values()]) + "}"

    # What a verifier is to find in it.

    def event_id(self, body):
        return str(self.sample["id"])

    def event_time(self, signed_at):
        return SENT_MS if "time" in self.keys else self.fallback_time(signed_at)

    def fallback_time(self, signed_at=NOW):
        """The time of an event whose body tells none."""
        return None if self.unit_ms is None else signed_at
