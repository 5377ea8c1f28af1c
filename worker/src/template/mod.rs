//! Templates: what a destination gets instead of the provider's body.
//!
//! They are written by who configures the filter, and filled with what others
//! send. So a value stays the value that it is wherever it is put, and a
//! template's work is bounded.

mod check;
mod filters;
mod json;
mod output;

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use countersign::Timestamp;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde::de::IgnoredAny;

use self::output::{PLACE, Place, Sink};
use crate::event::Event;

/// How much work a template may do, in the engine's instructions.
const FUEL: u64 = 200_000;

/// How deep a template may recurse. The stack of WebAssembly is small.
const DEEPEST_RECURSION: usize = 50;

/// The most that a template may write, in bytes.
const LONGEST: usize = 1 << 20;

/// The longest reason that is given, in characters.
const LONGEST_REASON: usize = 200;

/// The name under which a template stands alone in its environment.
const NAME: &str = "template";

/// What a template writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON document.
    Json,
    /// The value of a header.
    Header,
}

/// A template, compiled.
pub struct Template {
    environment: Environment<'static>,
    format: Format,
}

/// What templates see: the event, and nothing besides it.
pub struct Context(Value);

/// Where an event's data is in its body, by the name of its source.
pub type DataPaths = BTreeMap<String, Vec<String>>;

/// The templates of a destination.
pub struct Shape {
    body: Option<Template>,
    headers: Vec<(String, Template)>,
    data_paths: Rc<DataPaths>,
}

/// What a destination's templates make of an event.
#[derive(Default)]
pub struct Rendered {
    /// A JSON document, where there is a template for it.
    pub body: Option<String>,
    /// Headers, each with its template's text.
    pub headers: Vec<(String, String)>,
}

impl Shape {
    /// Templates for the body and for headers, if any.
    pub fn new(
        body: Option<Template>,
        headers: Vec<(String, Template)>,
        data_paths: Rc<DataPaths>,
    ) -> Self {
        Self { body, headers, data_paths }
    }

    /// Fills the templates in.
    ///
    /// # Errors
    ///
    /// Which of them cannot be, and why, without a value of the event.
    pub fn render(&self, event: &Event, attempt: u32) -> Result<Rendered, String> {
        if self.body.is_none() && self.headers.is_empty() {
            return Ok(Rendered::default());
        }
        let context = Context::new(event, attempt, &self.data_paths);
        let body = self.body.as_ref().map(|template| template.render(&context)).transpose();
        let headers = self.headers.iter().map(|(name, template)| {
            let value = template.render(&context).and_then(|value| {
                let is_visible = |byte: u8| (b' '..=b'~').contains(&byte);
                let reason = || "the result cannot stand in a header".to_owned();
                value.bytes().all(is_visible).then_some(value).ok_or_else(reason)
            });
            value.map(|value| (name.clone(), value)).map_err(|why| format!("header {name}: {why}"))
        });
        Ok(Rendered {
            body: body.map_err(|why| format!("body: {why}"))?,
            headers: headers.collect::<Result<_, _>>()?,
        })
    }
}

impl Template {
    /// Compiles a template.
    ///
    /// # Errors
    ///
    /// What is wrong with it, on one line.
    pub fn new(source: &str, format: Format) -> Result<Self, String> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(output::write);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEEPEST_RECURSION);
        filters::add_to(&mut environment);
        environment
            .add_template_owned(NAME, source.to_owned())
            .map_err(|error| syntax_fault(&error))?;
        let template = environment.get_template(NAME).map_err(|error| error.kind().to_string())?;
        check::check(&template, &environment)?;
        drop(template);
        Ok(Self { environment, format })
    }

    /// Fills the template in.
    ///
    /// # Errors
    ///
    /// Why that cannot be done, on one line, without a value of the event.
    pub fn render(&self, context: &Context) -> Result<String, String> {
        let template =
            self.environment.get_template(NAME).map_err(|error| error.kind().to_string())?;
        let place = Arc::new(Place::default());
        let mut variables = vec![("event", context.0.clone())];
        if self.format == Format::Json {
            variables.push((PLACE, Value::from_dyn_object(place.clone())));
        }
        let mut written = Vec::new();
        let sink = Sink { place, limit: LONGEST, written: &mut written };
        template
            .render_captured_to(Value::from_pairs(variables), sink)
            .map(drop)
            .map_err(|error| fault(&error, template.source()))?;
        let text = String::from_utf8(written).map_err(|_| "the result is no text".to_owned())?;
        match self.format {
            Format::Json => is_json(&text).map(|()| text),
            Format::Header => Ok(text),
        }
    }
}

impl Context {
    /// What the templates of this attempt see.
    pub fn new(event: &Event, attempt: u32, data_paths: &DataPaths) -> Self {
        let time = |millis| Value::from(Timestamp::from_millis(millis).to_rfc3339());
        let payload = json::read(&event.body);
        let data = payload.as_ref().zip(data_paths.get(&event.source)).and_then(|(whole, path)| {
            path.iter().try_fold(whole.clone(), |value, name| {
                value.get_attr(name).ok().filter(|value| !value.is_undefined())
            })
        });
        // What is not there is undefined, so that a template has to say what
        // then.
        let fields = [
            ("source", Some(Value::from(event.source.as_str()))),
            ("id", Some(Value::from(event.id.as_str()))),
            ("type", event.kind.as_deref().map(Value::from)),
            ("time", event.time.map(time)),
            ("tenant", event.tenant.as_deref().map(Value::from)),
            ("received_at", Some(time(event.received_at))),
            ("attempt", Some(Value::from(attempt))),
            ("data", data),
            ("payload", payload),
        ];
        let present = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Self(Value::from_pairs(present))
    }
}

fn is_json(text: &str) -> Result<(), String> {
    serde_json::from_str::<IgnoredAny>(text)
        .map(drop)
        // What serde_json says quotes nothing.
        .map_err(|error| format!("the result is not JSON: {error}"))
}

/// Why a template does not compile, and where.
fn syntax_fault(error: &Error) -> String {
    let what = error.detail().unwrap_or_default();
    one_line(&format!("line {}: {what}", error.line().unwrap_or(1)))
}

/// Why a template cannot be filled in, and the line where. An error's detail
/// may quote the event, and is left out.
fn fault(error: &Error, source: &str) -> String {
    if error.kind() == ErrorKind::WriteFailure {
        return format!("the result is longer than {LONGEST} bytes");
    }
    let number = error.line().unwrap_or(1);
    let line = source.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    one_line(&format!("line {number}: {}: {}", error.kind(), line.trim()))
}

fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests {
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
        let expected = "[9007199254740993,18446744073709551617,24000.5]";
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
            ("{{ evnt.id }}", "there is no \"evnt.id\""),
            ("{{ event.nmae }}", "there is no \"event.nmae\""),
            ("{{ event.id | safe }}", "line 1: there is no filter \"safe\""),
            ("{% set a %}x{% endset %}", "line 1: a block cannot be set"),
            ("{% filter upper %}x{% endfilter %}", "line 1: a block cannot be set"),
            ("{% autoescape false %}x{% endautoescape %}", "line 1: escaping cannot be switched"),
            ("{% include 'x' %}", "line 1: "),
            ("{% macro m() %}{% endmacro %}", "line 1: "),
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
            ("{{ event.data.name - 1 }}", "line 1: invalid operation: {{ event.data.name - 1"),
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
        assert!(error.contains("ran out of fuel"), "{error}");

        let doubled = "{% set a = 'aaaaaaaaaaaaaaaa' %}".to_owned()
            + &"{% set a = a ~ a %}".repeat(17)
            + "{{ a }}";
        let error = render(&doubled).err().unwrap_or_default();
        assert_eq!(error, "the result is longer than 1048576 bytes");
    }
}
