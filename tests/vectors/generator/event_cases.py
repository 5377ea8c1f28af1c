"""Cases of the body: its bytes, and the event that is read from them once they are authentic."""

import json

from .material import BOM, NOW, compact, full_width, note, pretty, raw, to_bytes, utc_ms


def body_cases(suite):
    p = suite.provider
    body = p.body()

    for name, text in {
        "emoji": "Thanks! 👍🏽👩‍🚀🎉",
        "many scripts": "Ελληνικά, עברית, 日本語, ไทย, naïve",
        "accents in two forms": "café cafe\u0301",
        "$&": "$& $$ $1 $` $' ${body} $<body>",
        "backslashes": "C:\\temp\\new \\1 \\\\",
        "placeholders": "{body} {timestamp} {id} {{body}} {0} %s %(body)s",
        "markup": "<a href='#'>Q&A</a></script>",
        "line separators": "one\u2028two\u2029three",
        "invisible characters": "zero\u200bwidth, soft\u00adhyphen, \u202eleft",
        "a byte order mark in its middle": f"be{BOM}fore",
        "a replacement character": "what \ufffd was here",
        "separators of the signed content": "a.b|c:d,e=f",
    }.items():
        suite.accept(f"body: {name}", p.body(data=note(text)))

    for name, data in {
        "escapes": r'{"note":"caf\u00e9 \ud83c\udf89 \/ \b\f\n\r\t \u0000"}',
        "a lone surrogate's escape outside the id": r'{"note":"\ud83c"}',
        "a number no double can hold": '{"amount":1e400,"count":123456789012345678901234567890}',
        "a hundred arrays within each other": "[" * 100 + "]" * 100,
        "an id inside the data": '{"id":"inner_1","type":"inner.kind"}',
        "empty keys": '{"":{"":null}}',
    }.items():
        suite.accept(f"body: {name}", p.body(data=data))

    # Signed bytes verify whether or not they are text.
    for name, data in {
        "Latin-1": b"\xe9",
        "a lone continuation byte": b"\x80",
        "an overlong slash": b"\xc0\xaf",
        "an encoded surrogate": b"\xed\xa0\x80",
        "an emoji cut short": b"\xf0\x9f\x98",
        "bytes that no UTF-8 has": b"\xff\xfe",
    }.items():
        suite.accept(f"body: invalid UTF-8, {name}", p.body(data=note(f"caf{raw(data)} au lait")))
    suite.no_envelope("body: invalid UTF-8 outside a string", raw(b"\xff") + body)
    suite.refuse(
        "body: invalid UTF-8 replaced on the way",
        "signature_mismatch",
        p.body(data=note("caf\ufffd")),
        headers=p.headers(p.body(data=note(f"caf{raw(bytes([0xE9]))}"))),
    )

    suite.accept("body: BOM", BOM + body)
    suite.accept("body: BOM and a pretty-printed body", BOM + pretty(body))
    suite.refuse(
        "body: BOM stripped on the way", "signature_mismatch", body, headers=p.headers(BOM + body)
    )
    suite.refuse(
        "body: BOM added on the way", "signature_mismatch", BOM + body, headers=p.headers(body)
    )
    suite.no_envelope("body: two BOMs", BOM + BOM + body)
    suite.no_envelope("body: BOM alone", BOM)
    suite.no_envelope("body: UTF-16", b"\xff\xfe" + body.encode("utf-16-le"))
    suite.no_envelope("body: UTF-16 without a BOM", body.encode("utf-16-be"))

    suite.accept("body: pretty-printed", pretty(body))
    suite.accept("body: tabs and CRLF", pretty(body, "\t").replace("\n", "\r\n"))
    suite.accept("body: a trailing newline", body + "\n")
    suite.accept("body: a trailing CRLF", body + "\r\n")
    suite.accept("body: blanks around it", f" \r\n\t{body} \n\n")
    suite.accept("body: long", p.body(data=note("All work and no play. " * 300)))
    for over in (0, 1, 55, 56, 63):
        # Where SHA-256's padding begins a new block, and where it does not.
        suite.accept(f"body: signed content ends {over} bytes into a block", padded(p, over))

    paid = p.body(data=note("paid 10"))
    for name, sent in {
        "one byte changed": p.body(data=note("paid 90")),
        "one byte left out": p.body(data=note("paid 1")),
        "one byte added": p.body(data=note("paid 100")),
        "cut short": paid[:-1],
        "emptied": "",
        "a newline added": paid + "\n",
        "parsed and written again": json.dumps(json.loads(paid)),
        "pretty-printed on the way": pretty(paid),
        "another type": p.body(type='"lead.deleted"', data=note("paid 10")),
        "replaced by junk": "junk",
        "a NUL added": paid + "\0",
    }.items():
        suite.refuse(f"tampered: {name}", "signature_mismatch", sent, headers=p.headers(paid))
    suite.refuse(
        "tampered: a newline removed", "signature_mismatch", paid, headers=p.headers(paid + "\n")
    )
    suite.refuse(
        "tampered: line ends changed",
        "signature_mismatch",
        pretty(paid),
        headers=p.headers(pretty(paid).replace("\n", "\r\n")),
    )
    suite.refuse(
        "tampered: accents composed",
        "signature_mismatch",
        p.body(data=note("café")),
        headers=p.headers(p.body(data=note("cafe\u0301"))),
    )


def padded(p, over):
    """A body whose signed content ends `over` bytes into a block of 64."""
    length = len(p.content(to_bytes(p.body(data=note(""))), p.stamp(NOW), p.message_id))
    return p.body(data=note("x" * ((over - length) % 64)))


def not_json_cases(suite):
    body = suite.provider.body()
    for name, text in {
        "empty body": "",
        "blanks": " \n",
        "words": "not json",
        "a form": "payload=%7B%22id%22%3A1%7D",
        "XML": "<event><id>1</id></event>",
        "cut short": body[: body.index(":") + 1],
        "a leading comma": "{," + body[1:],
        "a leading NUL": "\0" + body,
        "a leading no-break space": "\u00a0" + body,
        "leading junk": ")]}',\n" + body,
        "an array": f"[{body}]",
        "an empty array": "[]",
        "a string": '"evt_1"',
        "a document within a string": compact(body),
        "a number": "12345",
        "true": "true",
        "null": "null",
        "a comment": "/* sent by hand */ " + body,
        "single quotes": body.replace('"', "'"),
    }.items():
        suite.no_envelope(f"not JSON: {name}", text)
    for name, data in {
        "NaN": '{"amount":NaN}',
        "a leading zero": '{"amount":012}',
        "an unknown escape": r'{"note":"\x41"}',
        "an unfinished escape": r'{"note":"\u12"}',
        "a line break in a string": '{"note":"one\ntwo"}',
        "a tab in a string": '{"note":"one\ttwo"}',
    }.items():
        suite.no_envelope(f"not JSON: {name}", suite.provider.body(first=[f'"extra":{data}']))

    # Nothing is read behind the last field of the envelope: it is authentic, and may be large.
    for name, text in {
        "cut short": body[:-1],
        "a brace too many": body + "}",
        "trailing junk": body + " junk",
        "a trailing NUL": body + "\0",
        "a trailing no-break space": body + "\u00a0",
        "two documents": body + "\n" + body,
        "two documents without a gap": body + body,
        "a trailing comma": body[:-1] + ",}",
        "a comment": body + " // sent by hand",
        "invalid UTF-8": body + raw(b"\xff"),
    }.items():
        suite.accept(f"behind the envelope: {name}", text)


def event_id_cases(suite):
    p = suite.provider
    if "id" not in p.keys:
        return
    name = compact(p.keys["id"])

    # Integers keep their digits; as doubles the larger ones would run into each other.
    for label, number in {
        "an integer": "12345",
        "zero": "0",
        "negative": "-5",
        "2^53": "9007199254740992",
        "above 2^53": "9007199254740993",
        "2^64": "18446744073709551616",
        "23 digits": "12345678901234567890123",
        "40 digits": "9" * 40,
    }.items():
        suite.accept(f"id: {label}", p.body(id=number), event={"id": number})
    for label, (written, value) in {
        "digits in a string": ('"12345"', "12345"),
        "escapes": (r'"evt\u005f1\/\"\\\u00e9"', 'evt_1/"\\é'),
        "a surrogate pair's escape": (r'"evt_\ud83c\udf89"', "evt_🎉"),
        "emoji": ('"evt_🎉"', "evt_🎉"),
        "not ASCII": ('"événement-7"', "événement-7"),
        "a replacement character that was signed": ('"evt_\ufffd"', "evt_\ufffd"),
        "$&": ('"evt_$&_$1"', "evt_$&_$1"),
        "a blank inside": ('"evt 1"', "evt 1"),
        "of 256 bytes, the most": ('"' + "evt_" * 64 + '"', "evt_" * 64),
    }.items():
        suite.accept(f"id: {label}", p.body(id=written), event={"id": value})

    suite.accept(
        "id: blanks around its colon",
        p.body(keys={"id": name + " "}, id=" \n 77"),
        event={"id": "77"},
    )
    suite.accept("id: its key spelled with an escape", p.body(keys={"id": p.escaped_id_key}))
    decoy = p.body(first=[f'{name}:"evt_decoy"'])
    suite.accept("id: twice, the first one wins", decoy, event={"id": "evt_decoy"})
    suite.accept("id: twice, the last no id", p.body(first=[f'{name}:"evt_1"'], id="null"), event={"id": "evt_1"})
    suite.accept(
        "id: twice, the first spelled with an escape",
        p.body(first=[f'{p.escaped_id_key}:"evt_decoy"']),
        event={"id": "evt_decoy"},
    )
    suite.refuse(
        "id: twice, the first no id", "malformed_payload", p.body(first=[f"{name}:null"])
    )

    for label, written in {
        "missing": None,
        "negative zero": "-0",
        "a fraction": "1.5",
        "a fraction of zero": "1.0",
        "an exponent": "1e3",
        "true": "true",
        "false": "false",
        "null": "null",
        "an object": '{"id":"evt_1"}',
        "an array": '["evt_1"]',
        "an empty string": '""',
        "a lone surrogate's escape": r'"evt_\ud800"',
        "a surrogate pair's escape in reverse": r'"evt_\udf89\ud83c"',
        "invalid UTF-8": f'"evt_{raw(bytes([0xE9]))}"',
        "invalid UTF-8 cut short": f'"evt_{raw(bytes([0xF0, 0x9F]))}"',
        "a leading zero": "0123",
        "a plus sign": "+5",
        "of 257 bytes": '"' + "evt_" * 64 + '1"',
        "of 257 digits": "9" * 257,
    }.items():
        suite.refuse(f"id: {label}", "malformed_payload", p.body(id=written))
    suite.refuse(
        "id: its key in upper case", "malformed_payload", p.body(keys={"id": name.upper()})
    )
    suite.refuse(
        "id: missing, though the data has one",
        "malformed_payload",
        p.body(id=None, data='{"id":"inner_1","event/id":"inner_2"}'),
    )
    suite.refuse("id: an empty object", "malformed_payload", "{}")


def event_type_cases(suite):
    p = suite.provider
    name = compact(p.keys["type"])
    for label, (written, value) in {
        "one the documents do not list": ('"weather.changed"', "weather.changed"),
        "escapes": (r'"lead\u002ecreated"', "lead.created"),
        "missing": (None, None),
        "null": ("null", None),
        "a number": ("7", None),
        "an array": ('["lead.created"]', None),
        "an object": ('{"name":"lead.created"}', None),
        "of 256 bytes, the most": ('"' + "a" * 256 + '"', "a" * 256),
        "of 257 bytes": ('"' + "a" * 257 + '"', None),
    }.items():
        suite.accept(f"type: {label}", p.body(type=written), event={"type": value})
    decoy = p.body(first=[f'{name}:"decoy.kind"'])
    suite.accept("type: twice, the first one wins", decoy, event={"type": "decoy.kind"})


def event_tenant_cases(suite):
    p = suite.provider
    if "tenant" not in p.keys:
        suite.accept(
            "tenant: none is stated, whatever the body holds",
            p.body(first=['"org_id":"org_1"', '"organizationId":"org_1"', '"account":"a"']),
        )
        return
    for label, (written, value) in {
        "a string": ('"org_other"', "org_other"),
        "escapes": (r'"org\u005f1"', "org_1"),
        "an integer": ("88", "88"),
        "above 2^53": ("9007199254740993", "9007199254740993"),
        "missing": (None, None),
        "null": ("null", None),
        "true": ("true", None),
        "a fraction": ("1.5", None),
        "an object": ('{"id":"org_1"}', None),
        "an array": ('["org_1"]', None),
    }.items():
        suite.accept(f"tenant: {label}", p.body(tenant=written), event={"tenant": value})


def event_time_cases(suite):
    p = suite.provider
    if "time" not in p.keys:
        stray = ('"timestamp":"2020-01-01T00:00:00Z"', '"createdAt":"2020-01-01T00:00:00Z"')
        suite.accept("time: none is stated, whatever the body holds", p.body(first=stray))
        return
    for text, value in (
        ("2026-04-12T15:32:11Z", utc_ms(2026, 4, 12, 15, 32, 11)),
        ("2026-04-12T15:32:11.5Z", utc_ms(2026, 4, 12, 15, 32, 11, 500)),
        ("2026-04-12T15:32:11.042Z", utc_ms(2026, 4, 12, 15, 32, 11, 42)),
        ("2026-04-12T15:32:11.999999Z", utc_ms(2026, 4, 12, 15, 32, 11, 999)),
        ("2026-04-12T15:32:11.123456789Z", utc_ms(2026, 4, 12, 15, 32, 11, 123)),
        ("2026-04-12T15:32:11.1234567890123Z", utc_ms(2026, 4, 12, 15, 32, 11, 123)),
        ("2026-04-12T15:32:11+00:00", utc_ms(2026, 4, 12, 15, 32, 11)),
        ("2026-04-12T15:32:11-00:00", utc_ms(2026, 4, 12, 15, 32, 11)),
        ("2026-04-12T15:32:11+02:00", utc_ms(2026, 4, 12, 13, 32, 11)),
        ("2026-04-12T15:32:11.25+05:45", utc_ms(2026, 4, 12, 9, 47, 11, 250)),
        ("2026-04-12T15:32:11-05:30", utc_ms(2026, 4, 12, 21, 2, 11)),
        ("2026-12-31T23:30:00-01:00", utc_ms(2027, 1, 1, 0, 30, 0)),
        ("2026-03-01T00:30:00+01:00", utc_ms(2026, 2, 28, 23, 30, 0)),
        ("2024-02-29T23:59:59Z", utc_ms(2024, 2, 29, 23, 59, 59)),
        ("2000-02-29T00:00:00Z", utc_ms(2000, 2, 29, 0, 0, 0)),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", -1000),
        ("2026-04-12t15:32:11z", utc_ms(2026, 4, 12, 15, 32, 11)),
    ):
        suite.accept(f"time: {text}", p.body(time=compact(text)), event={"time": value})
    suite.accept(
        "time: escapes",
        p.body(time=r'"2026\u002d04-12T15:32:11Z"'),
        event={"time": utc_ms(2026, 4, 12, 15, 32, 11)},
    )

    # Anything else is no time of the body's, and no reason to refuse it either.
    fallback = {"time": p.fallback_time()}
    for label, written in {
        "missing": None,
        "null": "null",
        "a number": "1790000000000",
        "an object": "{}",
        "empty": '""',
        "a word": '"yesterday"',
        "a date alone": '"2026-04-12"',
        "no offset": '"2026-04-12T15:32:11"',
        "no seconds": '"2026-04-12T15:32Z"',
        "a point without digits": '"2026-04-12T15:32:11.Z"',
        "an offset without a colon": '"2026-04-12T15:32:11+0200"',
        "an offset of hours alone": '"2026-04-12T15:32:11+02"',
        "an offset of 24 hours": '"2026-04-12T15:32:11+24:00"',
        "one digit for the month": '"2026-4-12T15:32:11Z"',
        "the basic format": '"20260412T153211Z"',
        "month 13": '"2026-13-01T00:00:00Z"',
        "month 0": '"2026-00-01T00:00:00Z"',
        "day 0": '"2026-04-00T00:00:00Z"',
        "30 February": '"2026-02-30T00:00:00Z"',
        "29 February of a common year": '"2026-02-29T00:00:00Z"',
        "29 February 2100": '"2100-02-29T00:00:00Z"',
        "31 April": '"2026-04-31T00:00:00Z"',
        "hour 24": '"2026-04-12T24:00:00Z"',
        "minute 60": '"2026-04-12T15:60:00Z"',
        "a year of five digits": '"12026-04-12T15:32:11Z"',
        "a signed year": '"+2026-04-12T15:32:11Z"',
        "a blank before it": '" 2026-04-12T15:32:11Z"',
        "a blank after it": '"2026-04-12T15:32:11Z "',
        "junk after it": '"2026-04-12T15:32:11Zulu"',
        "a mail's date": '"Sun, 12 Apr 2026 15:32:11 GMT"',
        "full-width digits": compact(full_width("2026") + "-04-12T15:32:11Z"),
    }.items():
        suite.accept(f"time: {label}", p.body(time=written), event=fallback)
