//! What templates make of an event, and what is refused.

use super::*;

const BODY: &str = r#"{
    "id": 9007199254740993, "big": 18446744073709551617, "amount": 24000.50,
    "data": {
        "name": "Ada \"Countess\" King Lovelace", "evil": "\",\"admin\":true,\"x\":\"",
        "comma": "1,2", "control": "a\nb\u0000\u2028", "empty": "", "nothing": null,
        "yes": true, "list": [1, "two", null], "slash": "\\"
    }
}"#;

fn event(body: &str) -> Event {
    Event {
        source: "optimo".into(),
        id: "evt_1".into(),
        kind: Some("form.submitted".into()),
        time: None,
        tenant: None,
        received_at: 1_776_000_731_123,
        headers: Vec::new(),
        body: body.into(),
    }
}

fn fill(source: &str, format: Format, body: &str) -> Result<String, String> {
    let paths = DataPaths::from([("optimo".to_owned(), vec!["data".to_owned()])]);
    Template::new(source, format)?.render(&Context::new(&event(body), 3, &paths))
}

fn render(source: &str) -> Result<String, String> {
    fill(source, Format::Json, BODY)
}

#[test]
fn a_value_is_json_by_itself_and_text_within_a_string() {
    for (source, expected) in [
        ("{{ event.data.name }}", r#""Ada \"Countess\" King Lovelace""#),
        (r#"{"n":"{{ event.data.name }}!"}"#, r#"{"n":"Ada \"Countess\" King Lovelace!"}"#),
        ("{{ event.data.list }}", r#"[1,"two",null]"#),
        (r#""{{ event.data.list }}""#, r#""[1,\"two\",null]""#),
        ("[{{ event.data.nothing }},{{ event.data.yes }}]", "[null,true]"),
        (r#""<{{ event.data.nothing }}|{{ event.data.yes }}>""#, r#""<|true>""#),
        (r#"["\\{{ event.data.name | first_name }}\"", 1]"#, r#"["\\Ada\"", 1]"#),
        (r#"["\\", {{ event.data.empty }}]"#, r#"["\\", ""]"#),
        ("{{ event.data.list | tojson }}", r#"[1,"two",null]"#),
        (r#""{{ event.data.slash | tojson }}""#, r#""\"\\\\\"""#),
        ("{{ event.data.control }}", "\"a\\nb\\u0000\u{2028}\""),
        ("{{ event.data.name | last_name }}", r#""\"Countess\" King Lovelace""#),
        ("{{ event.data.empty | last_name }}", r#""""#),
        ("{{ event.data.none_such | default('x') }}", r#""x""#),
        ("{{ event.tenant is defined }}", "false"),
        ("{{ event.attempt }}", "3"),
        (r#""{{ event.received_at }}""#, r#""2026-04-12T13:32:11.123Z""#),
        (
            "[{% for item in event.data.list %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}]",
            r#"[1,"two",null]"#,
        ),
    ] {
        assert_eq!(render(source).as_deref(), Ok(expected), "{source}");
    }
}

#[test]
fn expressions_filters_and_tags_are_those_of_jinja() {
    for (source, expected) in [
        ("{{ 'a' ~ 1 ~ event.data.nothing ~ event.data.yes }}", r#""a1true""#),
        (r#"{{ "it's \"\\ \n" }}"#, r#""it's \"\\ \n""#),
        ("{{ '}}' }}{# {{ nothing }} #}", r#""}}""#),
        ("[{{ -1.5 }}, {{ event['type'] }}]", r#"[-1.5, "form.submitted"]"#),
        ("{{ event.data['list'][1] }}", r#""two""#),
        ("{{ event.data.list[-1] }}", "null"),
        ("{{ 1 == 1.0 and 2 < 10 and 'b' > 'a' and not 3 >= 4 }}", "true"),
        ("{{ 1 != 1 or 'a' == 1 or none == false }}", "false"),
        ("{{ 9007199254740993 == event.payload.id }}", "true"),
        ("{{ event.payload.id > 9007199254740992 }}", "true"),
        ("{{ 'two' in event.data.list and 'x' not in event.data.list }}", "true"),
        ("{{ 'Count' in event.data.name and 'list' in event.data }}", "true"),
        ("{{ event.data.list == event.data.list }}", "true"),
        ("{{ 1 if event.data.empty else 2 if none else 3 }}", "3"),
        ("{{ not event.data.empty is defined ~ '' }}", "false"),
        ("{{ event.data.nope is undefined and event.data is mapping }}", "true"),
        ("{{ event.data.empty is string and event.payload.id is not string }}", "true"),
        ("{{ event.data.nothing is none and 1 is number }}", "true"),
        ("{{ (event.data.nope | default) ~ (0 | d('x', true)) }}", r#""x""#),
        ("{{ ' aÉß ' | trim | lower | upper }}", r#""AÉSS""#),
        ("{{ 'a-b-c' | replace('-', '+') | split('+') | join('/') }}", r#""a/b/c""#),
        ("{{ ('éa' | first) ~ ('aé' | last) ~ ('éa' | length) }}", r#""éé2""#),
        (
            "[{{ ' 0042' | int }},{{ '-1.9' | int }},{{ event.payload.amount | int }}]",
            "[42,-1,24000]",
        ),
        ("{% if none %}1{% elif 0.0 %}2{% elif '' %}3{% else %}4{% endif %}", "4"),
        ("{% for k in '' | d(event.data.list, true) %}{% set n = k %}{% endfor %}1", "1"),
        ("[ {%- if true -%} 1 {%- endif -%} ]", "[1]"),
        ("{% set a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}", "2"),
        ("{% set a = 1 %}{% for b in event.data.list %}{% set a = b %}{% endfor %}{{ a }}", "1"),
        ("1\n", "1"),
        ("{% with a = 1 %}{{ a }}{% endwith %}", "1"),
        ("{% raw %}\"{{ a }}\"{% endraw %}", r#""{{ a }}""#),
        ("[{% for a in event.data.list if a is string %}{{ a }}{% endfor %}]", r#"["two"]"#),
        ("{{ event.data.list[1:] }}", r#"["two",null]"#),
        ("{{ (event.data.list[1:] | first) ~ (event.data.list[:2] | last) }}", r#""twotwo""#),
        ("{{ (event.data.list[1:] | length) ~ (event.data.list[:2] | join) }}", r#""21two""#),
        ("{{ 'two' in event.data.list[1:] and event.data.list[1:] is sequence }}", "true"),
        ("{{ event.data.list[1:] == ['two', none] and 'two' not in event.data.list[:1] }}", "true"),
        ("{{ [event.payload.amount, 1.5] }}", "[24000.50,1.5]"),
        ("{{ {'a': event.payload.amount, 'b': none} }}", r#"{"a":24000.50,"b":null}"#),
        ("{{ event.payload.amount ~ ' EUR' }}", r#""24000.50 EUR""#),
        ("{{ event.payload.amount > 24000.4 and event.payload.amount == 24000.5 }}", "true"),
        ("{{ event.payload.amount * 2 }}", "48001.0"),
        ("{{ event.payload.big + 1 }}", "18446744073709551618"),
        ("{{ 7 // event.attempt - -1 % event.attempt }}", "0"),
        ("{{ event.attempt ** 2 / 2 }}", "4.5"),
        ("{{ -event.payload.big }}", "-18446744073709551617"),
        ("{{ 'a' + event.type }}", r#""aform.submitted""#),
    ] {
        assert_eq!(render(source).as_deref(), Ok(expected), "{source}");
    }
}

#[test]
fn no_value_breaks_out_of_its_place() -> Result<(), String> {
    for source in [
        r#"{"a": "{{ event.data.evil }}"}"#,
        r#"{"a": {{ event.data.evil }}}"#,
        r#"{"a": [{{ event.data.comma }}]}"#,
        r#"{"a": "{{ event.data.slash }}"}"#,
        r#"{"a": "{{ event.data.slash }}{{ event.data.evil }}"}"#,
        r#"{"a": "{{ 'x' ~ event.data.evil }}"}"#,
        r#"{% set b = event.data.evil %}{"a": "{{ b | upper }}"}"#,
        r#"{"{{ event.data.evil }}": 1}"#,
    ] {
        let text = render(source)?;
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|_| text)?;
        let object = value.as_object().ok_or("no object")?;
        assert_eq!(object.len(), 1, "{source}");
        assert!(object.values().all(|value| value.as_array().is_none_or(|a| a.len() == 1)));
    }
    Ok(())
}

#[test]
fn numbers_are_not_rounded() {
    let source = "[{{ event.payload.id }},{{ event.payload.big }},{{ event.payload.amount }}]";
    let expected = "[9007199254740993,18446744073709551617,24000.50]";
    assert_eq!(render(source).as_deref(), Ok(expected));
    assert_eq!(render(r#""{{ event.payload.id }}""#).as_deref(), Ok("\"9007199254740993\""));
}

#[test]
fn a_header_is_text() {
    let header = |source| fill(source, Format::Header, BODY);
    assert_eq!(header("{{ event.id }}/{{ event.attempt }}").as_deref(), Ok("evt_1/3"));
    assert_eq!(header("{{ event.data.name | first_name }}").as_deref(), Ok("Ada"));
}

#[test]
fn what_is_wrong_by_itself_is_refused_before_it_is_used() {
    for (source, reason) in [
        ("{{ event.id", "line 1: "),
        ("\n{% if %}", "line 2: "),
        ("{{ event.id | nope }}", "line 1: there is no filter \"nope\""),
        ("{% if 0 %}\n{{ 1 | nope }}{% endif %}", "line 2: there is no filter \"nope\""),
        ("{{ event.id is nope }}", "line 1: there is no test \"nope\""),
        ("{{ range(3) }}", "line 1: there is no function \"range\""),
        ("{{ event.id.upper() }}", "line 1: there is no method \"upper\""),
        ("{{ evnt.id }}", "line 1: there is no \"evnt\""),
        ("{{ event.nmae }}", "line 1: there is no \"event.nmae\""),
        ("{{ event.id | safe }}", "line 1: there is no filter \"safe\""),
        ("{% set a %}x{% endset %}", "line 1: a block cannot be set"),
        ("{% filter upper %}x{% endfilter %}", "line 1: a block cannot be set"),
        ("{% autoescape false %}x{% endautoescape %}", "line 1: {% autoescape %} is not expected"),
        ("{% include 'x' %}", "line 1: "),
        ("{% macro m() %}{% endmacro %}", "line 1: "),
        ("{{ event.id\n| replace('a') }}", "line 2: the filter \"replace\" takes another"),
        ("{{ event.id | replace(from='a', to='b') }}", "line 1: filters and tests take no named"),
        ("{{ event.id is string(1) }}", "line 1: the test \"string\" takes no values"),
        ("{{ 'a", "line 1: "),
        ("\n{# a", "line 2: "),
        ("{% if 1 %}", "line 1: "),
        ("{% for a in event.data recursive %}{% endfor %}", "line 1: a loop cannot call itself"),
        ("{% for a in event.data %}{% endfor %}{{ a }}", "line 1: there is no \"a\""),
        ("{{ loop.index }}", "line 1: there is no \"loop\""),
        ("{% set event = 1 %}", "line 1: \"event\" cannot be set"),
        ("{{ 1 < event.attempt < 3 }}", "line 1: comparisons cannot be chained"),
        ("{{ 1 2 }}", "line 1: "),
    ] {
        let error = Template::new(source, Format::Json).err().unwrap_or_default();
        assert!(error.starts_with(reason), "{source}: {error}");
        assert!(!error.contains('\n'));
    }
}

#[test]
fn a_failure_says_where_and_quotes_nothing_of_the_event() {
    for (source, reason) in [
        ("{{ event.data.none_such }}", "line 1: undefined value: {{ event.data.none_such }}"),
        ("\n [{{ event.tenant }}]", "line 2: undefined value: [{{ event.tenant }}]"),
        ("{{ event.data.a.b }}", "line 1: undefined value: {{ event.data.a.b }}"),
        ("{% if event.data.a %}1{% endif %}", "line 1: undefined value: {% if event.data.a"),
        ("{{ 1 if event.data.empty }}", "line 1: undefined value: {{ 1 if event.data.empty"),
        ("{{ event.data.name < 1 }}", "line 1: invalid operation: {{ event.data.name < 1"),
        ("{{ event.data.name + 1 }}", "line 1: invalid operation: {{ event.data.name + 1"),
        ("{{ event.attempt / 0 }}", "line 1: invalid operation: {{ event.attempt / 0"),
        ("{{ event.attempt % 0 }}", "line 1: invalid operation: {{ event.attempt % 0"),
        ("{{ 10 ** (event.attempt * 100) }}", "line 1: invalid operation: {{ 10 **"),
        ("{% for a in event.data.name %}{% endfor %}1", "line 1: invalid operation: {% for a"),
        ("{{ event.data.name | int }}", "line 1: invalid operation: {{ event.data.name |"),
        ("{{ event.data.name }}1", "the result is not JSON: trailing characters at line 1"),
        ("", "the result is not JSON: EOF while parsing a value at line 1 column 0"),
    ] {
        let error = render(source).err().unwrap_or_default();
        assert!(error.starts_with(reason), "{source}: {error}");
        assert!(!error.contains("Ada"), "{error}");
    }
    assert!(fill("{{ event.data.name }}", Format::Json, "no JSON").is_err());
}

#[test]
fn a_template_is_bounded() {
    let list = format!(r#"{{"data":[{}0]}}"#, "0,".repeat(10_000));
    let nested = "{% for a in event.data %}{% for b in event.data %}{% endfor %}{% endfor %}1";
    let error = fill(nested, Format::Json, &list).err().unwrap_or_default();
    assert!(error.contains("more than 500000 steps"), "{error}");

    let (words, brackets) = ("the tag has more than 500 words", "brackets nest deeper than 50");
    for (start, end, reason) in [
        ("(", ")", brackets),
        ("not ", "", words),
        ("", " | trim", words),
        ("", "~1", words),
        ("event[", "]", brackets),
    ] {
        let deep = format!("{{{{ {}'a'{} }}}}", start.repeat(5000), end.repeat(5000));
        let error = Template::new(&deep, Format::Json).err();
        assert_eq!(error, Some(format!("line 1: {reason}")));
    }
    for block in ["{% if 1 %}", "{% for a in event.data %}", "{% if 1 %}{% elif 1 %}"] {
        let error = Template::new(&block.repeat(5000), Format::Json).err();
        assert_eq!(error.as_deref(), Some("line 1: blocks nest deeper than 50"));
    }

    let many = format!(
        r#"{{"data":{{"list":[{}{{}}],"long":"{}"}}}}"#,
        "{},".repeat(1000),
        "a".repeat(50_000)
    );
    let search =
        "{% for a in event.data.list %}{% set b = event.data in event.data.list %}{% endfor %}1";
    let error = fill(search, Format::Json, &many).err().unwrap_or_default();
    assert!(error.contains("more than 500000 steps"), "{error}");

    let doubled = "{% set a = 'aaaaaaaaaaaaaaaa' %}".to_owned()
        + &"{% set a = a ~ a %}".repeat(17)
        + "{{ a }}";
    let error = render(&doubled).err().unwrap_or_default();
    assert_eq!(error, "the result is longer than 1048576 bytes");
}
