"""Two faults at once."""

import base64
import hmac

from . import json_styles as styles
from .providers import SIGNED_AT, event
from .secret_faults import WRONG


def pair_cases(suite, provider):
    value = event(provider.scheme)
    compact = styles.javascript(value)
    pretty = styles.indented(value, 2)
    python = styles.python(value)
    secret = provider.secret

    def add(codes, signed, arrived, *, headers=None, given=None, **options):
        signed = signed.encode() if isinstance(signed, str) else signed
        more = {name: options.pop(name) for name in ("url", "method") if name in options}
        headers = headers or (lambda lines: lines)
        lines = headers(provider.signed(signed, **options))
        secrets = [secret] if given is None else given
        suite.pair(provider, codes, lines, arrived, what=" + ".join(codes), secrets=secrets, **more)

    def rewritten(change):
        def headers(lines):
            name, text = lines[-1]
            return lines[:-1] + [[name, change(text)]]
        return headers

    def other_encoding(text):
        prefix = "" if provider.optional_prefix else provider.prefix
        digits = text.removeprefix(prefix)
        if provider.encoding == "hex":
            return prefix + base64.b64encode(bytes.fromhex(digits)).decode()
        return prefix + base64.b64decode(digits).hex()

    def misspelt(lines):
        return lines[:-1] + [[lines[-1][0].replace("-", "_"), lines[-1][1]]]

    add(["body_reserialized", "secret_whitespace"], python, compact, given=[secret + "\n"])
    add(["body_reserialized", "secret_quoted"], pretty, compact, given=[f'"{secret}"'])
    add(["body_reserialized", "secret_prefix"], pretty, compact, given=[f"SECRET={secret}"])
    add(["body_reserialized", "secret_other"], python, compact, given=[WRONG[provider.base], secret])
    add(["body_reserialized", "signature_encoding"], python, compact, headers=rewritten(other_encoding))
    add(["body_reserialized", "algorithm"], python, compact, algorithm="sha1")
    add(["body_reserialized", "header_name"], python, compact, headers=misspelt)
    add(["body_reserialized", "body_trailing_newline"], pretty + "\n", compact)
    add(["body_reserialized", "body_bom"], "\ufeff" + pretty, compact)
    add(["body_reserialized", "body_base64_envelope"], pretty, base64.b64encode(compact.encode()))
    add(["body_reserialized", "body_charset"], styles.python_unicode(value).encode("latin-1"), compact)
    add(["body_unicode_escapes", "body_html_escapes"], styles.php(value), compact)
    add(["body_unicode_escapes", "secret_quoted"], styles.ascii_only(value), compact, given=[f"'{secret}'"])
    add(["body_html_escapes", "body_trailing_newline"], styles.go(value) + "\n", compact)
    add(["body_line_endings", "body_bom"], "\ufeff" + pretty, pretty.replace("\n", "\r\n"))
    add(["body_trailing_newline", "secret_whitespace"], compact + "\n", compact, given=[secret + "\r\n"])
    add(["body_trailing_newline", "signature_prefix"], compact + "\n", compact,
        headers=rewritten(lambda text: "v9=" + text.removeprefix(provider.prefix)))
    add(["body_trailing_newline", "algorithm"], compact + "\n", compact, algorithm="sha512")
    add(["body_trailing_newline", "key_and_message_swapped"], compact + "\n", compact,
        raw=lambda key, content: hmac.new(content, key, "sha256").digest())
    add(["body_trailing_newline", "signature_truncated"], compact + "\n", compact,
        headers=rewritten(lambda text: text[:len(text) * 2 // 3]))
    add(["body_trailing_newline", "multiple_signatures"], compact + "\n", compact,
        headers=rewritten(lambda text: f"{provider.write(bytes(32))}, {text}"))
    add(["body_charset", "secret_whitespace"], compact.encode("latin-1"), compact, given=[secret + " "])
    add(["body_base64_envelope", "secret_whitespace"], compact, base64.b64encode(compact.encode()),
        given=[secret + "\n"])
    add(["secret_whitespace", "secret_quoted"], compact, compact, given=[f'"{secret}"\n'])
    add(["secret_whitespace", "signature_encoding"], compact, compact, given=[secret + "\n"],
        headers=rewritten(other_encoding))
    add(["secret_whitespace", "algorithm"], compact, compact, given=[secret + "\n"], algorithm="sha1")
    add(["secret_quoted", "header_name"], compact, compact, given=[f'"{secret}"'], headers=misspelt)

    time = provider.timestamp() or str(SIGNED_AT // 1000)
    body = compact.encode()
    for protocol, host in [("https", "hooks.example.com"), ("http", "hooks.example.com")]:
        if protocol == "https":
            content = f"{protocol}://{host}/in".encode() + body
            add(["content_template", "url_mismatch"], body, compact, content=content, url="http://hooks.example.com/in",
                method="POST")
    headers = [] if provider.time else [["X-Request-Timestamp", time]]
    template = b"v0:" + time.encode() + b":"
    add(["content_template", "body_trailing_newline"], compact, compact, content=template + body + b"\n",
        headers=lambda lines: headers + lines)
    add(["content_template", "secret_whitespace"], compact, compact, content=template + body, given=[secret + "\n"],
        headers=lambda lines: headers + lines)

    if provider.time:
        other = str(SIGNED_AT if provider.unit == "s" else SIGNED_AT // 1000)
        old = provider.timestamp(SIGNED_AT - 47 * 60_000)
        ahead = provider.timestamp(SIGNED_AT + 47 * 60_000)
        bare = provider.content("@", "msg_2f7Yw0", body).replace(b"@.", b"").replace(b"@|", b"")
        add(["body_reserialized", "timestamp_unit"], python, compact, time=other)
        add(["body_reserialized", "timestamp_format"], python, compact, time=time + ".0")
        add(["body_reserialized", "stale"], python, compact, header_time=old)
        add(["secret_whitespace", "stale"], compact, compact, header_time=old, given=[secret + "\n"])
        add(["secret_quoted", "clock_skew"], compact, compact, header_time=ahead, given=[f'"{secret}"'])
        add(["timestamp_missing", "secret_quoted"], compact, compact, content=bare, given=[f'"{secret}"'])
        add(["timestamp_unit", "secret_whitespace"], compact, compact, time=other, given=[secret + "\n"])
        add(["timestamp_unit", "signature_encoding"], compact, compact, time=other, headers=rewritten(other_encoding))
        add(["timestamp_mismatch", "body_reserialized"], python, compact, time=provider.timestamp(SIGNED_AT - 7000),
            headers=lambda lines: [["Date", "Mon, 21 Sep 2026 14:13:11 GMT"]] + lines)
        add(["timestamp_missing", "header_missing"], compact, compact, content=bare,
            headers=lambda lines: [line for line in lines if line[0] != provider.time])


def scheme_pairs(suite, provider, others):
    """Another provider's requests, with a fault of their own."""
    for other in others:
        if other.own or other is provider or other.header.lower() == provider.header.lower():
            continue
        body = styles.javascript(event(other.scheme))
        headers = other.signed((body + "\n").encode())
        suite.pair(provider, ["wrong_scheme", "body_trailing_newline"], headers, body, what=f"of {other.scheme}",
                   secrets=[other.secret])
