"""What is wrong with times, templates, algorithms, signatures and headers."""

import base64
import hashlib
import hmac

from . import json_styles as styles
from .providers import NOW, PROVIDERS, SIGNED_AT, event

ISO = "2026-09-21T14:13:18Z"


def time_cases(suite, provider):
    if provider.time is None:
        return
    body = styles.javascript(event(provider.scheme))
    text = provider.timestamp()

    def add(code, what, certainty="proven", headers=None, **signed):
        headers = provider.signed(body.encode(), **signed) if headers is None else headers
        suite.single(provider, code, headers, body, what=what, certainty=certainty)

    other = str(SIGNED_AT if provider.unit == "s" else SIGNED_AT // 1000)
    add("timestamp_unit", "the other unit was signed", time=other)
    add("timestamp_unit", "the other unit is sent, too", "inferred", header_time=other)
    add("timestamp_format", "a fraction was signed", time=text + ".0")
    add("timestamp_format", "ISO 8601 was signed", time=ISO)
    add("timestamp_format", "a fraction is sent", header_time=text + ".0", time=text)
    add("timestamp_format", "ISO 8601 is sent and signed", header_time=ISO)

    whole = provider.content("@", "msg_2f7Yw0", body.encode())
    add("timestamp_missing", "left out with what is behind it",
        content=whole.replace(b"@.", b"").replace(b"@|", b""))
    add("timestamp_missing", "empty", content=whole.replace(b"@", b""))

    date = provider.signed(body.encode(), time=provider.timestamp(SIGNED_AT - 7000))
    add("timestamp_mismatch", "that of the header Date was signed",
        headers=date + [["Date", "Mon, 21 Sep 2026 14:13:11 GMT"]])
    add("timestamp_mismatch", "one second off", time=provider.timestamp(SIGNED_AT + 1000))
    in_body = styles.javascript({**event(provider.scheme), "sent": SIGNED_AT // 1000 - 60})
    headers = provider.signed(in_body.encode(), time=str(SIGNED_AT // 1000 - 60))
    suite.single(provider, "timestamp_mismatch", headers, in_body, what="that in the body was signed")

    for minutes in (13, 61, 3000):
        old = provider.timestamp(SIGNED_AT - minutes * 60_000 - 17_000)
        add("stale", f"{minutes} minutes", "inferred", header_time=old)
    for minutes in (11, 60):
        add("clock_skew", f"{minutes} minutes ahead", "inferred",
            header_time=provider.timestamp(SIGNED_AT + minutes * 60_000))


def content_cases(suite, provider):
    body = styles.javascript(event(provider.scheme)).encode()
    time = provider.timestamp() or str(SIGNED_AT // 1000)
    more = [] if provider.time else [["X-Request-Timestamp", time]]
    templates = [
        ("{body}.{timestamp}", body + b"." + time.encode()),
        ("{timestamp}{body}", time.encode() + body),
        ("v0:{timestamp}:{body}", b"v0:" + time.encode() + b":" + body),
        ("{timestamp}:{body}", time.encode() + b":" + body),
    ]
    if provider.time is None or provider.scheme in ("standard-webhooks", "acme"):
        templates.append(("{timestamp}.{body}", time.encode() + b"." + body))
    for what, content in templates:
        suite.single(provider, "content_template", provider.signed(body, content=content) + more, body, what=what)


def algorithm_cases(suite, provider):
    body = styles.javascript(event(provider.scheme)).encode()
    for algorithm in ("sha1", "sha384", "sha512"):
        suite.single(provider, "algorithm", provider.signed(body, algorithm=algorithm), body, what=algorithm)
    plain = provider.signed(body, raw=lambda key, content: hashlib.sha256(key + content).digest())
    suite.single(provider, "algorithm", plain, body, what="SHA-256 of the secret and the content")
    if provider.prefix == "sha256=":
        headers = provider.signed(body, algorithm="sha1")
        headers[-1][1] = "sha1=" + headers[-1][1].removeprefix("sha256=")
        suite.single(provider, "algorithm", headers, body, what="sha1=")
    swapped = provider.signed(body, raw=lambda key, content: hmac.new(content, key, "sha256").digest())
    suite.single(provider, "key_and_message_swapped", swapped, body, what="swapped")


def written_cases(suite, provider):
    body = styles.javascript(event(provider.scheme)).encode()
    headers = provider.signed(body)
    name, text = headers[-1]
    prefix = "" if provider.optional_prefix else provider.prefix
    digits = text.removeprefix(prefix)
    raw = bytes.fromhex(digits) if provider.encoding == "hex" else base64.b64decode(digits)
    wrong = provider.write(bytes(32))

    def add(code, value, what):
        suite.single(provider, code, headers[:-1] + [[name, value]], body, what=what)

    if provider.encoding == "hex":
        add("signature_encoding", prefix + base64.b64encode(raw).decode(), "base64 for hex")
        add("signature_encoding", prefix + base64.b64encode(raw.hex().encode()).decode(), "base64 of hex")
        add("signature_truncated", prefix + digits[:32], "128 bits")
        add("signature_truncated", prefix + digits[:20], "80 bits")
    else:
        add("signature_encoding", prefix + raw.hex(), "hex for base64")
        add("signature_encoding", prefix + base64.urlsafe_b64encode(raw).decode().rstrip("="), "without padding")
        add("signature_truncated", prefix + digits[:24], "144 bits")
    for other in ["v9=", "hmac "]:
        add("signature_prefix", other + digits, other)
    if prefix:
        add("signature_prefix", digits, "nothing")
    else:
        add("signature_prefix", "v1=" + digits, "v1=")
    add("signature_prefix", f'"{text}"', "quotation marks")
    add("multiple_signatures", f"{wrong}, {text}", "joined by a comma")
    twice = headers[:-1] + [[name, wrong], [name, text]]
    suite.single(provider, "multiple_signatures", twice, body, what="two lines")


def header_cases(suite, provider):
    body = styles.javascript(event(provider.scheme)).encode()
    headers = provider.signed(body)
    name, text = headers[-1]
    for other in ["HTTP_" + name.upper().replace("-", "_"), name.replace("-", "_"), name[:-1]]:
        suite.single(provider, "header_name", headers[:-1] + [[other, text]], body, what=other, certainty="inferred")
    suite.single(provider, "header_missing", headers[:-1], body, what=name, certainty="inferred")
    for other in filter(None, [provider.time, provider.id_header]):
        left = [line for line in headers if line[0] != other]
        suite.single(provider, "header_missing", left, body, what=other, certainty="inferred")
    if provider.time:
        left = [line for line in headers if line[0] != provider.time] + [["Date", "Mon, 21 Sep 2026 14:13:18 GMT"]]
        suite.single(provider, "header_missing", left, body, what="and Date has the time")


ACCEPTED = {("customermates", "salesos"), ("salesos", "customermates")}
"""The first takes what the second sends: they differ in the body alone."""


def scheme_cases(suite, provider):
    """Requests of every other provider, judged by the scheme of this one."""
    for other in PROVIDERS:
        if other.own or other is provider or (provider.scheme, other.scheme) in ACCEPTED:
            continue
        body = styles.javascript(event(other.scheme)).encode()
        secrets = [other.secret]
        suite.single(provider, "wrong_scheme", other.signed(body), body, what=other.scheme, secrets=secrets)


FAMILIES = (time_cases, content_cases, algorithm_cases, written_cases, header_cases, scheme_cases)
