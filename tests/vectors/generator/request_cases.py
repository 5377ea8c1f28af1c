"""Cases of the request: its headers, signature, timestamp and secrets."""

import hashlib

from .headers import change_digit, mixed_case, with_copy, with_name, with_value, without
from .material import (
    NOW,
    YEAR_MS,
    b64,
    compact,
    full_width,
    hmac_sha256,
    key_bytes,
    note,
    to_bytes,
)


def authentic_cases(suite):
    p = suite.provider
    suite.accept("authentic")
    for kind, event_id, tenant, data in p.examples:
        members = {"type": compact(kind), "data": compact(data)}
        event = {"type": kind}
        if "id" in p.keys:
            members["id"] = compact(event_id)
            event["id"] = str(event_id)
        if "tenant" in p.keys:
            members["tenant"] = compact(tenant)
            event["tenant"] = tenant
        suite.accept(f"authentic: {kind}", p.body(**members), event=event)


def header_cases(suite):
    p = suite.provider
    body = p.body()
    headers = p.headers(body)
    own = [h for h in (p.id_header, p.timestamp_header, p.signature_header) if h is not None]

    for name, respell in {
        "lower": str.lower,
        "upper": str.upper,
        "mixed": mixed_case,
    }.items():
        suite.accept(
            f"header: names in {name} case", headers=[[respell(n), value] for n, value in headers]
        )
    suite.accept("header: in another order", headers=headers[::-1])
    suite.accept(
        "header: one that does not matter, twice",
        headers=[["Accept", "*/*"], *headers, ["Accept", "text/plain"]],
    )
    suite.accept(
        "header: one whose name begins like the signature's",
        headers=[[p.signature_header + "-2", "junk"], *headers],
    )

    suite.refuse("header: none at all", "missing_header", headers=[])
    for header in own:
        suite.refuse(
            f"header: {header} missing", "missing_header", headers=without(headers, header)
        )
        suite.refuse(
            f"header: {header} under a longer name",
            "missing_header",
            headers=with_name(headers, header, header + "-2"),
        )
        suite.refuse(
            f"header: {header} with underscores",
            "missing_header",
            headers=with_name(headers, header, header.replace("-", "_")),
        )
        # Which of the two is meant is not for a verifier to choose, even where they agree.
        suite.refuse(
            f"header: {header} twice, the same",
            "ambiguous_header",
            headers=with_copy(headers, header),
        )
        suite.refuse(
            f"header: {header} twice, in two spellings",
            "ambiguous_header",
            headers=with_copy(headers, header, new_name=mixed_case(header)),
        )
        right = next(value for name, value in headers if name == header)
        suite.refuse(
            f"header: {header} twice, the right one first",
            "ambiguous_header",
            headers=with_copy(headers, header, value=change_digit(right, 8)),
        )
        suite.refuse(
            f"header: {header} twice, the right one last",
            "ambiguous_header",
            headers=with_copy(
                with_value(headers, header, change_digit(right, 8)), header, value=right
            ),
        )
        suite.refuse(
            f"header: {header} twice, one of them empty",
            "ambiguous_header",
            headers=with_copy(headers, header, value=""),
        )


def signature_cases(suite):
    p = suite.provider
    body = p.body()
    digest = p.digest(body)
    text = p.encode(digest)
    prefix = p.prefix

    def send(value):
        return p.headers(body, signature=value)

    def malformed(name, value):
        code = p.signature_codes.get(name, "malformed_signature")
        if code is None:
            suite.accept(f"signature: {name}", headers=send(value))
        else:
            suite.refuse(f"signature: {name}", code, headers=send(value))

    def mismatch(name, value):
        suite.refuse(f"signature: {name}", "signature_mismatch", headers=send(value))

    malformed("empty", "")
    malformed("undefined", "undefined")
    malformed("one digit short", prefix + text[:-1])
    malformed("two digits short", prefix + text[:-2])
    malformed("one digit too many", prefix + text + "0")
    malformed("one byte short", prefix + p.encode(digest[:-1]))
    malformed("one byte too many", prefix + p.encode(digest + b"\0"))
    malformed("half of it", prefix + p.encode(digest[:16]))
    malformed("of SHA-512's length", prefix + p.encode(digest + digest))
    malformed("of SHA-1's length", prefix + p.encode(digest[:20]))
    malformed("in quotation marks", f'"{prefix}{text}"')
    malformed("a tab before it", f"\t{prefix}{text}")
    malformed("a tab after it", f"{prefix}{text}\t")
    malformed("two joined by a comma", f"{prefix}{text},{prefix}{text}")
    malformed("a blank in its middle", f"{prefix}{text[:32]} {text[32:]}")
    malformed("64 characters that are not ASCII", prefix + "é" * 64)
    malformed("64 bytes that are not ASCII", prefix + "é" * 32)
    malformed("in full-width characters", prefix + full_width(text))
    malformed("under the name of its algorithm", f"{prefix}hmac-sha256={text}")
    if p.scheme != "standard-webhooks":
        # There a blank separates two signatures.
        malformed("a blank before it", f" {prefix}{text}")
        malformed("a blank after it", f"{prefix}{text} ")
        malformed("two joined by a blank", f"{prefix}{text} {prefix}{text}")
        malformed("two joined by a comma and a blank", f"{prefix}{text}, {prefix}{text}")
    if prefix:
        malformed("its prefix missing", text)
        malformed("its prefix alone", prefix)
        malformed("its prefix in upper case", prefix.upper() + text)
        malformed("its prefix twice", prefix + prefix + text)
        malformed("a tab after its prefix", f"{prefix}\t{text}")
        malformed("its prefix cut short", prefix[:-1] + text)
        malformed("a blank before its prefix's last character", f"{prefix[:-1]} {prefix[-1]}{text}")
    if p.encoding == "hex":
        hex_signature_cases(suite, digest, malformed, send)
    else:
        base64_signature_cases(suite, digest, malformed, mismatch)

    mismatch("the first digit changed", prefix + change_digit(text, 0))
    mismatch("the tenth digit changed", prefix + change_digit(text, 9))
    mismatch("all zeros", prefix + p.encode(bytes(32)))
    mismatch("its bytes reversed", prefix + p.encode(digest[::-1]))
    content = p.content(to_bytes(body), p.stamp(NOW), p.message_id)
    mismatch("a plain SHA-256", prefix + p.encode(hashlib.sha256(content).digest()))
    mismatch("key and message swapped", prefix + p.encode(hmac_sha256(content, p.key(p.secret))))
    mismatch("of another body", p.signature(p.body(data="{}")))
    if p.unit_ms is not None:
        # What a captured signature without the time in it would let pass for ever.
        mismatch(
            "over the body alone",
            prefix + p.encode(hmac_sha256(p.key(p.secret), to_bytes(body))),
        )


def hex_signature_cases(suite, digest, malformed, send):
    p = suite.provider
    text = digest.hex()
    upper = "".join(c.upper() if i % 2 else c for i, c in enumerate(text))
    pairs = [text[i : i + 2] for i in range(0, 64, 2)]

    suite.accept("signature: uppercase digits", headers=send(p.prefix + text.upper()))
    suite.accept("signature: digits in mixed case", headers=send(p.prefix + upper))

    malformed("no hex at all", p.prefix + "z" * 64)
    malformed("one digit not hex", p.prefix + text[:-1] + "g")
    malformed("a 0x before it", p.prefix + "0x" + text)
    malformed("a 0x in the place of two digits", p.prefix + "0x" + text[2:])
    malformed("a sign in the place of a digit", p.prefix + "+" + text[1:])
    malformed("colons between its bytes", p.prefix + ":".join(pairs))
    malformed("blanks between its bytes", p.prefix + " ".join(pairs))
    malformed("junk between its bytes", p.prefix + "zz".join(pairs))
    malformed("in base64", p.prefix + b64(digest))
    malformed("another algorithm's prefix", "sha1=" + text)
    malformed("a version before it", "v1=" + text)
    if not p.prefix:
        malformed("a prefix alone", "sha256=")
        if p.scheme != "customermates":
            malformed("a prefix that the scheme does not have", "sha256=" + text)


def base64_signature_cases(suite, digest, malformed, mismatch):
    p = suite.provider
    text = b64(digest)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    # 32 bytes leave two bits of the last character unused; strict base64 has them zero.
    spare = alphabet[alphabet.index(text[42]) | 1]

    malformed("its padding missing", p.prefix + text[:-1])
    malformed("its padding doubled", p.prefix + text + "=")
    malformed("its padding alone", p.prefix + "=" * 44)
    malformed("padding in its middle", p.prefix + text + text)
    malformed("bits set behind its last byte", p.prefix + text[:42] + spare + "=")
    malformed("a character outside the alphabet", p.prefix + "*" + text[1:])
    malformed("an escape in its middle", p.prefix + text[:22] + "\\n" + text[22:])
    malformed("in hex", p.prefix + digest.hex())
    malformed("in uppercase hex", p.prefix + digest.hex().upper())
    malformed("another prefix", "sha256=" + text)
    # Upper case is still base64, only of other bytes; the last character has no case to spare.
    mismatch("in upper case", p.prefix + text[:42].upper() + text[42:])

    # A signature in which the two alphabets differ, found by trying bodies.
    for n in range(1000):
        body = p.body(data=note(f"attempt {n}"))
        text = p.encode(p.digest(body))
        if "+" in text and "/" in text:
            break
    url_safe = p.prefix + text.replace("+", "-").replace("/", "_")
    suite.accept("signature: with both + and / in it", body)
    suite.refuse(
        "signature: in the URL-safe alphabet",
        "malformed_signature",
        body,
        headers=p.headers(body, signature=url_safe),
    )


def timestamp_cases(suite):
    p = suite.provider
    if p.unit_ms is None:
        return
    body = p.body()
    now = p.stamp(NOW)

    # Each carries a signature that is right for this very text: only the parser can refuse it.
    for name, text in {
        "empty": "",
        "junk after it": now + "abc",
        "no number": "abc",
        "a word for no number": "NaN",
        "infinite": "Infinity",
        "undefined": "undefined",
        "negative": "-1",
        "negative zero": "-0",
        "now, negated": "-" + now,
        "the smallest 64-bit integer": "-9223372036854775808",
        "a plus sign": "+" + now,
        "a blank before it": " " + now,
        "a blank after it": now + " ",
        "a tab before it": "\t" + now,
        "a blank in it": now[:4] + " " + now[4:],
        "an exponent": "1.5e9",
        "an exponent without a point": "179e7",
        "a fraction": now + ".0",
        "a point behind it": now + ".",
        "hex": hex(int(now)),
        "hex without 0x": f"{int(now):x}",
        "thousands separated": f"{int(now):,}",
        "thousands underscored": f"{int(now):_}",
        "a suffix": now + "n",
        "two joined": f"{now}, {now}",
        "a date": "2026-09-21T14:13:20Z",
        "full-width digits": full_width(now),
        "Arabic-Indic digits": "".join(chr(0x660 + int(c)) for c in now),
        "superscript digits": now[:-1] + "²",
        "one more than 64 bits hold": "18446744073709551616",
        "25 nines": "9" * 25,
    }.items():
        suite.refuse(
            f"timestamp: {name}",
            p.timestamp_codes.get(name, "malformed_timestamp"),
            headers=p.headers(body, timestamp=text),
        )

    # The signed content holds the header's text, not the number it stands for.
    suite.accept("timestamp: leading zeros", headers=p.headers(body, timestamp="00" + now))
    suite.refuse(
        "timestamp: leading zeros added on the way",
        "signature_mismatch",
        headers=p.with_timestamp(p.headers(body), "00" + now),
    )
    suite.refuse(
        "timestamp: changed by one",
        "signature_mismatch",
        headers=p.with_timestamp(p.headers(body), str(int(now) + 1)),
    )
    suite.refuse(
        "timestamp: renewed on a stale request",
        "signature_mismatch",
        headers=p.with_timestamp(
            p.headers(body, timestamp=p.stamp(NOW - YEAR_MS)), now
        ),
    )


def freshness_cases(suite):
    p = suite.provider
    if p.unit_ms is None:
        # Nothing signed tells when the request was sent, so there is nothing to test.
        suite.accept("freshness: a clock a year ahead", now=NOW + YEAR_MS)
        suite.accept("freshness: a clock a year behind", now=NOW - YEAR_MS)
        suite.accept("freshness: a tolerance of 1", tolerance_s=1, now=NOW + YEAR_MS)
        return
    body = p.body()

    def past(name, headers, age_s, **settings):
        details = {"age_s": age_s, "tolerance_s": settings.get("tolerance_s", 300)}
        suite.refuse(
            f"freshness: {name}", "timestamp_too_old", headers=headers, details=details, **settings
        )

    def ahead(name, headers, ahead_s, **settings):
        details = {"ahead_s": ahead_s, "tolerance_s": settings.get("tolerance_s", 300)}
        suite.refuse(
            f"freshness: {name}", "timestamp_too_new", headers=headers, details=details, **settings
        )

    def stamped(ms):
        return p.headers(body, timestamp=p.stamp(ms))

    suite.accept("freshness: 300 s old", signed_at=NOW - 300_000)
    suite.accept("freshness: 300 s ahead", signed_at=NOW + 300_000)
    past("stale", stamped(NOW - 301_000), 301)
    ahead("future", stamped(NOW + 301_000), 301)
    # The clock has milliseconds even where the header has none.
    suite.accept("freshness: a clock 299,999 ms later", now=NOW + 299_999)
    past("a clock 300,001 ms later", stamped(NOW), 301, now=NOW + 300_001)
    ahead("a clock 300,001 ms earlier", stamped(NOW), 301, now=NOW - 300_001)
    if p.unit_ms == 1:
        past("one millisecond too old", stamped(NOW - 300_001), 301)
        ahead("one millisecond too far ahead", stamped(NOW + 300_001), 301)
    past("a year old", stamped(NOW - YEAR_MS), YEAR_MS // 1000)
    ahead("a year ahead", stamped(NOW + YEAR_MS), YEAR_MS // 1000)

    suite.accept(
        "freshness: 500 s old within a tolerance of 600", signed_at=NOW - 500_000, tolerance_s=600
    )
    past("601 s old, a tolerance of 600", stamped(NOW - 601_000), 601, tolerance_s=600)
    past("31 s old, a tolerance of 30", stamped(NOW - 31_000), 31, tolerance_s=30)
    suite.accept("freshness: this very moment, a tolerance of 0", tolerance_s=0)
    past("one millisecond later, a tolerance of 0", stamped(NOW), 1, tolerance_s=0, now=NOW + 1)
    suite.accept("freshness: a year old, no test", signed_at=NOW - YEAR_MS, tolerance_s=None)
    suite.accept("freshness: a year ahead, no test", signed_at=NOW + YEAR_MS, tolerance_s=None)
    # Zero is a clock like any other, not a missing one.
    suite.accept("freshness: a clock at the epoch", signed_at=0, now=0)

    past("zero", p.headers(body, timestamp="0"), NOW // 1000)
    if p.unit_ms == 1:
        seconds = str(NOW // 1000)
        past(
            "seconds where milliseconds are meant",
            p.headers(body, timestamp=seconds),
            (NOW - NOW // 1000) // 1000,
        )
    else:
        ahead(
            "milliseconds where seconds are meant",
            p.headers(body, timestamp=str(NOW)),
            NOW - NOW // 1000,
        )
    # Too large to be turned into milliseconds, or told apart from now, without care.
    for name, value in {
        "the largest signed 64-bit integer": 2**63 - 1,
        "one more than that": 2**63,
        "the largest unsigned 64-bit integer": 2**64 - 1,
        "one whose thousandfold no longer fits": 2**64 // 1000 + 1,
    }.items():
        suite.refuse(
            f"freshness: {name}",
            "timestamp_too_new",
            headers=p.headers(body, timestamp=str(value)),
        )


def secret_cases(suite):
    p = suite.provider
    body = p.body()
    new, old, oldest = p.secrets

    def signed_by(secret):
        return p.headers(body, secret=secret)

    suite.refuse("secret: wrong", "signature_mismatch", headers=signed_by(p.wrong_secret))
    suite.refuse("secret: signed with none", "signature_mismatch", headers=signed_by(""))
    for place, secret in enumerate([new, old]):
        suite.accept(
            f"secret: rotated, signed by the {'old' if place else 'new'} one",
            secrets=[new, old],
            secret_index=place,
            headers=signed_by(secret),
        )
    for place, secret in enumerate([new, old, oldest]):
        suite.accept(
            f"secret: number {place + 1} of three",
            secrets=[new, old, oldest],
            secret_index=place,
            headers=signed_by(secret),
        )
    suite.refuse(
        "secret: none of three",
        "signature_mismatch",
        secrets=[new, old, oldest],
        headers=signed_by(p.wrong_secret),
    )
    suite.refuse("secret: retired", "signature_mismatch", secrets=[new], headers=signed_by(old))
    suite.accept("secret: the same one twice", secrets=[new, new], headers=signed_by(new))

    # HMAC hashes a key that is longer than its block of 64 bytes.
    for length in (63, 64, 65, 150):
        suite.accept(f"secret: {length} bytes", secrets=[secret_of_length(p, length)])

    if p.encoding == "base64":
        suite.accept("secret: bytes of every kind", secrets=[b64(bytes(range(256)))])
    else:
        suite.accept("secret: not ASCII", secrets=["clé-Schlüssel-ключ-秘密-🔑"])
        suite.accept("secret: not ASCII, over 64 bytes", secrets=["秘密の鍵" * 12])
        suite.accept("secret: blanks inside", secrets=["correct horse battery staple"])
        suite.accept("secret: text that looks like base64", secrets=["whsec_c2VjcmV0IGtleSE="])
        suite.accept("secret: text with $&", secrets=["pa$&word$1{body}"])
        suite.refuse(
            "secret: in another case",
            "signature_mismatch",
            headers=signed_by(new.swapcase()),
        )


def secret_of_length(p, length):
    if p.encoding == "base64":
        return b64(key_bytes("a long one", length))
    return ("0123456789abcdefghijklmnopqrstuvwxyz-" * 5)[:length]


def order_cases(suite):
    """Two faults at once: the earlier check answers, so a refusal tells no more than it must."""
    p = suite.provider
    body = p.body()
    wrong = p.wrong_secret

    suite.refuse(
        "order: a wrong signature before a body that is not JSON",
        "signature_mismatch",
        "not json",
        headers=p.headers("not json", secret=wrong),
    )
    suite.refuse(
        "order: a wrong signature before an empty body",
        "signature_mismatch",
        "",
        headers=p.headers("", secret=wrong),
    )
    if p.unit_ms is None:
        return
    stale = p.stamp(NOW - YEAR_MS)
    if p.timestamp_header is not None:
        suite.refuse(
            "order: a missing timestamp before a malformed signature",
            "missing_header",
            headers=without(p.headers(body, signature="junk"), p.timestamp_header),
        )
        suite.refuse(
            "order: a timestamp twice before a stale one",
            "ambiguous_header",
            headers=with_copy(p.headers(body, timestamp=stale), p.timestamp_header),
        )
    suite.refuse(
        "order: a missing signature before a malformed timestamp",
        "missing_header",
        headers=without(p.headers(body, timestamp="junk"), p.signature_header),
    )
    suite.refuse(
        "order: a malformed signature before a stale timestamp",
        "malformed_signature",
        headers=p.headers(body, timestamp=stale, signature="junk"),
    )
    suite.refuse(
        "order: a malformed timestamp before a wrong signature",
        "malformed_timestamp",
        headers=p.headers(body, timestamp="junk", secret=wrong),
    )
    suite.refuse(
        "order: a stale timestamp before a wrong signature",
        "timestamp_too_old",
        headers=p.headers(body, timestamp=stale, secret=wrong),
        details={"age_s": YEAR_MS // 1000, "tolerance_s": 300},
    )
    suite.refuse(
        "order: a stale timestamp before a body that is not JSON",
        "timestamp_too_old",
        "not json",
        headers=p.headers("not json", timestamp=stale),
        details={"age_s": YEAR_MS // 1000, "tolerance_s": 300},
    )
