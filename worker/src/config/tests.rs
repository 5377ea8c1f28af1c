//! What is refused, and where it says that the fault is.

use serde_json::{Value, json};

use super::{Config, ConfigError, ConfigFile, Source};

const SECRET: &str = "sk_4f9c2e7a81d05b36";

/// A configuration that holds, with one value set or taken away.
fn with(pointer: &str, value: Value) -> Result<Config, ConfigError> {
    let mut config = json!({
        "sources": {
            "optimo": {
                "scheme": "optimocms",
                "secrets": ["OPTIMO_SECRET"],
                "routes": [{ "to": "app", "types": ["form.*", "order.created"] }],
            },
            "mates": {
                "scheme": "customermates",
                "secrets": ["MATES_SECRET"],
                "routes": [{ "to": "app" }],
            },
            "sales": {
                "scheme": "salesos",
                "secrets": ["SALES_SECRET"],
                "routes": [{ "to": "app" }],
            },
        },
        "destinations": {
            "app": { "url": "https://app.example.com/webhooks", "sign_with": "APP_SECRET" },
            "crm": { "url": "https://crm.example.com/leads", "timeout": 8 },
        },
    });
    if let Some((parent, key)) = pointer.rsplit_once('/')
        && let Some(parent) = config.pointer_mut(parent)
    {
        parent[key] = value;
    }
    ConfigFile::parse(&config.to_string())?.resolve(|name| match name {
        "APP_SECRET" => Some("whsec_c2VjcmV0".to_owned()),
        "EMPTY" => Some(String::new()),
        "PLACEHOLDER" => Some("whsec_changeme".to_owned()),
        "NOT_BASE64" => Some("whsec_!".to_owned()),
        "CONTROL" => Some("a\nb".to_owned()),
        "SHORT" => Some("fifteen letters".replace(' ', "-")),
        name if name.ends_with("_SECRET") => Some(SECRET.to_owned()),
        _ => None,
    })
}

fn inline(scheme: &str, routes: Value) -> Value {
    json!({ "scheme": scheme, "secrets": ["A_SECRET"], "mode": "inline", "routes": routes })
}

/// A scheme of one's own, with some members changed.
fn own(changes: Value) -> Value {
    let mut scheme = json!({
        "id": "acme",
        "signature": { "header": "Acme-Signature", "encoding": "hex" },
        "signed_content": "{body}",
        "algorithm": "hmac-sha256",
        "secret": { "encoding": "utf8" },
        "event": { "format": "json", "id": "/id" },
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        scheme[name] = value.clone();
    }
    scheme
}

#[test]
fn a_source_with_a_scheme_of_the_configuration_verifies_by_it() -> Result<(), ConfigError> {
    let mut config = json!({
        "schemes": [own(json!({ "signed_content": "{url}{body}" }))],
        "sources": { "acme": {
            "scheme": "acme",
            "secrets": ["A_SECRET"],
            "public_url": "https://hooks.example.com/hooks/acme",
            "routes": [{ "to": "app" }],
        } },
        "destinations": { "app": { "url": "https://app.example.com/" } },
    });
    let read = |config: &Value| {
        ConfigFile::parse(&config.to_string())?.resolve(|_| Some(SECRET.to_owned()))
    };
    assert!(read(&config)?.source("acme").is_some_and(|source| source.public_url.is_some()));
    config["sources"]["acme"]["scheme"] = json!("meta");
    config["sources"]["acme"]["public_url"] = json!(null);
    config["sources"]["acme"]["verify_token"] = json!("A_TOKEN");
    assert!(read(&config)?.source("acme").is_some_and(|source| source.verify_token.is_some()));
    Ok(())
}

/// A source of a scheme, beside the others.
fn of(scheme: &str, changes: Value) -> Value {
    let mut source =
        json!({ "scheme": scheme, "secrets": ["A_SECRET"], "routes": [{ "to": "app" }] });
    for (name, value) in changes.as_object().into_iter().flatten() {
        source[name] = value.clone();
    }
    source
}

#[test]
fn public_url_is_required_by_schemes_that_sign_it_and_refused_by_others() {
    let url = json!({ "public_url": "https://hooks.example.com/hooks/new" });
    for (scheme, must) in [
        ("square", true),
        ("hubspot-v3", true),
        ("twilio-json", true),
        ("pandadoc", false),
        ("mercadopago", false),
        ("github", false),
    ] {
        for (changes, holds) in [(json!({}), !must), (url.clone(), must)] {
            let path = with("/sources/new", of(scheme, changes)).err().map(|error| error.path);
            let expected = (!holds).then(|| "sources.new.public_url".to_owned());
            assert_eq!(path, expected, "{scheme}");
        }
    }
}

#[test]
fn a_dedup_window_shorter_than_retries_or_freshness_is_refused() -> Result<(), ConfigError> {
    let ten_days_s = 864_000;
    let scheme = own(json!({
        "timestamp": { "header": "Acme-Time", "unit": "s" },
        "signed_content": "{timestamp}.{body}",
        "tolerance_s": ten_days_s,
    }));
    let read = |changes: Value| {
        let config = json!({
            "schemes": [scheme],
            "sources": { "acme": of("acme", changes) },
            "destinations": { "app": { "url": "https://app.example.com/" } },
        });
        ConfigFile::parse(&config.to_string())?.resolve(|_| Some(SECRET.to_owned()))
    };
    read(json!({ "dedup_window": 2 * ten_days_s }))?;
    read(json!({ "dedup_window": 86_400, "tolerance": 300 }))?;
    let error = read(json!({ "dedup_window": 2 * ten_days_s - 1 })).err();
    assert!(error.is_some_and(|error| error.path == "sources.acme.dedup_window"));
    Ok(())
}

#[test]
fn inline_routes_that_overlap_are_refused() -> Result<(), ConfigError> {
    let routes = json!([
        { "to": "crm", "types": ["lead.*", "deal.won"] },
        { "to": "app", "types": ["deal.lost", "contact.*"] },
    ]);
    let filter = with("/sources/inline", inline("optimocms", routes))?;
    let source = filter.source("inline");
    assert!(source.is_some_and(Source::is_inline));
    let to = |kind| source.map(|source| source.destinations(Some(kind), None).collect::<Vec<_>>());
    assert_eq!(to("deal.won"), Some(vec!["crm"]));
    assert_eq!(to("deal.lost"), Some(vec!["app"]));
    assert_eq!(to("deal.other"), Some(vec![]));
    with("/sources/inline", inline("bottlecrm", json!([{ "to": "crm" }]))).map(drop)
}

#[test]
fn a_wrong_value_is_refused_with_its_path() {
    for (pointer, value, path) in [
        ("/source", json!({}), "source"),
        ("/sources", json!({}), "sources"),
        ("/sources", json!(null), "sources"),
        ("/sources/optimo/scheme", json!("optimo"), "sources.optimo.scheme"),
        ("/sources/optimo/scheme", json!(7), "sources.optimo.scheme"),
        ("/sources/optimo/secret", json!("X"), "sources.optimo.secret"),
        ("/sources/optimo/secrets", json!([]), "sources.optimo.secrets"),
        ("/sources/optimo/secrets", json!(["NONE"]), "sources.optimo.secrets[0]"),
        ("/sources/optimo/secrets", json!(["A_SECRET", "EMPTY"]), "sources.optimo.secrets[1]"),
        (
            "/sources/optimo/secrets",
            json!(["A_SECRET", "PLACEHOLDER"]),
            "sources.optimo.secrets[1]",
        ),
        (
            "/sources/meta",
            of("meta", json!({ "verify_token": "PLACEHOLDER" })),
            "sources.meta.verify_token",
        ),
        ("/sources/optimo/routes", json!([]), "sources.optimo.routes"),
        ("/sources/optimo/routes", json!([{}]), "sources.optimo.routes[0]"),
        ("/sources/optimo/routes", json!([{ "to": "no" }]), "sources.optimo.routes[0].to"),
        (
            "/sources/optimo/routes",
            json!([{ "to": "app" }, { "to": "app" }]),
            "sources.optimo.routes[1].to",
        ),
        (
            "/sources/optimo/routes",
            json!([{ "to": "app", "types": [] }]),
            "sources.optimo.routes[0].types",
        ),
        (
            "/sources/optimo/routes",
            json!([{ "to": "app", "types": ["a*b"] }]),
            "sources.optimo.routes[0].types",
        ),
        (
            "/sources/optimo/routes",
            json!([{ "to": "app", "tenants": ["a"] }]),
            "sources.optimo.routes[0].tenants",
        ),
        (
            "/sources/mates/routes",
            json!([{ "to": "app", "tenants": [] }]),
            "sources.mates.routes[0].tenants",
        ),
        (
            "/sources/mates/routes",
            json!([{ "to": "app", "tenants": ["a", "b**"] }]),
            "sources.mates.routes[0].tenants",
        ),
        ("/sources/sales/dedup_on", json!([]), "sources.sales.dedup_on"),
        ("/sources/sales/dedup_on", json!(["/event", "data"]), "sources.sales.dedup_on[1]"),
        ("/sources/sales/dedup_on", json!("/event"), "sources.sales.dedup_on"),
        ("/sources/optimo/tolerance", json!(-1), "sources.optimo.tolerance"),
        ("/sources/optimo/tolerance", json!(0), "sources.optimo.tolerance"),
        ("/sources/mates/tolerance", json!(60), "sources.mates.tolerance"),
        ("/sources/mates/dedup_window", json!(60), "sources.mates.dedup_window"),
        ("/sources/optimo/secrets", json!(["whsec_pasted"]), "sources.optimo.secrets[0]"),
        ("/sources/sales/dedup_window", json!(60), "sources.sales.dedup_window"),
        ("/sources/optimo/retention", json!(-1), "sources.optimo.retention"),
        ("/sources/optimo/retention", json!(604_800_000), "sources.optimo.retention"),
        ("/sources/optimo/shards", json!(0), "sources.optimo.shards"),
        ("/sources/optimo/shards", json!(65), "sources.optimo.shards"),
        ("/sources/optimo/previous_shards", json!([0]), "sources.optimo.previous_shards[0]"),
        ("/sources/optimo/previous_shards", json!([2, 2]), "sources.optimo.previous_shards[1]"),
        ("/sources/optimo/previous_shards", json!([1]), "sources.optimo.shards"),
        (
            "/sources/optimo/previous_shards",
            json!([1, 2, 1, 2, 1, 2, 1, 2, 3]),
            "sources.optimo.previous_shards",
        ),
        ("/sources/optimo/max_body", json!(0), "sources.optimo.max_body"),
        ("/sources/optimo/max_body", json!(2_000_000), "sources.optimo.max_body"),
        ("/sources/optimo/allow_unsigned", json!(true), "sources.optimo.allow_unsigned"),
        ("/sources/mates/allow_unsigned", json!(true), "sources.mates.allow_unsigned"),
        ("/sources/mates/secrets", json!([]), "sources.mates.secrets"),
        ("/sources/a b", json!({ "scheme": "salesos", "routes": [] }), "sources.a b"),
        ("/destinations/app/url", json!("app.example.com"), "destinations.app.url"),
        ("/destinations/app/url", json!("ftp://a"), "destinations.app.url"),
        ("/destinations/app/url", json!("https://bücher.example"), "destinations.app.url"),
        ("/destinations/app/url", json!("https://a:b@c"), "destinations.app.url"),
        ("/destinations/app/sign_with", json!("NONE"), "destinations.app.sign_with"),
        ("/destinations/app/sign_with", json!("NOT_BASE64"), "destinations.app.sign_with"),
        ("/destinations/app/sign_with", json!("PLACEHOLDER"), "destinations.app.sign_with"),
        ("/destinations/app/bearer", json!("CONTROL"), "destinations.app.bearer"),
        ("/destinations/app/bearer", json!("PLACEHOLDER"), "destinations.app.bearer"),
        ("/destinations/app/headers", json!({ "a b": "c" }), "destinations.app.headers.a b"),
        ("/destinations/app/headers", json!({ "Host": "b" }), "destinations.app.headers.Host"),
        (
            "/destinations/app/headers",
            json!({ "Webhook-Id": "1" }),
            "destinations.app.headers.Webhook-Id",
        ),
        (
            "/destinations/app/headers",
            json!({ "X-A": "1", "x-a": "2" }),
            "destinations.app.headers.x-a",
        ),
        ("/destinations/app/timeout", json!(0), "destinations.app.timeout"),
        ("/sources/optimo/mode", json!("outline"), "sources.optimo.mode"),
        ("/sources/optimo/mode", json!(true), "sources.optimo.mode"),
        (
            "/sources/slow",
            inline("bottlecrm", json!([{ "to": "app" }])),
            "sources.slow.routes[0].to",
        ),
        (
            "/sources/two",
            inline("optimocms", json!([{ "to": "app" }, { "to": "crm", "types": ["a.b"] }])),
            "sources.two.routes[1].types",
        ),
        (
            "/sources/two",
            inline(
                "optimocms",
                json!([{ "to": "app", "types": ["a.*"] }, { "to": "crm", "types": ["b", "a.b.*"] }]),
            ),
            "sources.two.routes[1].types",
        ),
        ("/destinations/app/attempts", json!(0), "destinations.app.attempts"),
        ("/destinations/app/body", json!({}), "destinations.app.body"),
        ("/destinations/app/body", json!("{{ event.id"), "destinations.app.body"),
        ("/destinations/app/body", json!("{{ event.id | nope }}"), "destinations.app.body"),
        ("/destinations/app/body", json!("{{ evnt.id }}"), "destinations.app.body"),
        ("/destinations/app/body", json!("{% endif %}"), "destinations.app.body"),
        (
            "/destinations/app/headers",
            json!({ "X-Id": "{{ event.ids }}" }),
            "destinations.app.headers.X-Id",
        ),
        (
            "/destinations/app/headers",
            json!({ "X-Id": "{{ event.id }}", "x-id": "1" }),
            "destinations.app.headers.x-id",
        ),
        ("/destinations/app/success", json!(409), "destinations.app.success"),
        ("/destinations/app/success", json!([409, 503]), "destinations.app.success[1]"),
        ("/destinations/app/success", json!([429]), "destinations.app.success[0]"),
        ("/destinations/app/success", json!([200]), "destinations.app.success[0]"),
        ("/admin", json!({}), "admin"),
        ("/admin", json!("ADMIN_SECRET"), "admin"),
        ("/admin", json!({ "token": "NONE" }), "admin.token"),
        ("/admin", json!({ "token": "EMPTY" }), "admin.token"),
        ("/admin", json!({ "token": "SHORT" }), "admin.token"),
        ("/admin", json!({ "token": "PLACEHOLDER" }), "admin.token"),
        ("/admin", json!({ "token": "CONTROL" }), "admin.token"),
        ("/admin", json!({ "token": "pasted" }), "admin.token"),
        ("/admin", json!({ "tokens": "ADMIN_SECRET" }), "admin.tokens"),
    ] {
        match with(pointer, value) {
            Err(error) => assert_eq!(error.path, path, "{error}"),
            Ok(_) => assert_eq!("accepted", path),
        }
    }
}

#[test]
fn a_secret_in_place_of_its_name_is_not_shown() {
    let error = with("/sources/optimo/secrets", json!(["whsec_pasted"])).err();
    assert!(error.is_some_and(|error| !error.to_string().contains("pasted")));
}

#[test]
fn a_placeholder_secret_is_refused_by_its_name_and_not_shown() {
    let error = with("/sources/optimo/secrets", json!(["PLACEHOLDER"])).err();
    let reason = error.map(|error| error.reason).unwrap_or_default();
    assert!(reason.starts_with("the secret \"PLACEHOLDER\" is a placeholder"), "{reason}");
    assert!(!reason.contains("changeme"), "{reason}");
}

#[test]
fn bearer_beside_an_authorization_header_is_refused() {
    let app = json!({
        "url": "https://app.example.com/",
        "bearer": "TOKEN_SECRET",
        "headers": { "Authorization": "Basic" },
    });
    let error = with("/destinations/app", app).err();
    assert!(error.is_some_and(|error| error.path == "destinations.app.headers.Authorization"));
}

#[test]
fn an_event_is_routed_by_its_type() -> Result<(), ConfigError> {
    let filter = with("", Value::Null)?;
    let to = |source: &str, kind| {
        filter.source(source).map(|source| source.destinations(kind, None).count())
    };
    assert_eq!(to("optimo", Some("form.submitted")), Some(1));
    assert_eq!(to("optimo", Some("order.created")), Some(1));
    assert_eq!(to("optimo", Some("order.updated")), Some(0));
    assert_eq!(to("optimo", None), Some(0));
    assert_eq!(to("mates", None), Some(1));
    Ok(())
}

#[test]
fn an_event_is_routed_by_its_type_and_its_tenant() -> Result<(), ConfigError> {
    let routes = json!([
        { "to": "app", "types": ["lead.*"], "tenants": ["ab12-*", "cd34"] },
        { "to": "crm", "tenants": ["cd34"] },
    ]);
    let filter = with("/sources/sales/routes", routes)?;
    let source = filter.source("sales");
    let to = |kind, tenant| {
        source
            .map(|source| source.destinations(kind, tenant).collect::<Vec<_>>())
            .unwrap_or_default()
    };
    assert_eq!(to(Some("lead.created"), Some("ab12-1")), ["app"]);
    assert_eq!(to(Some("lead.created"), Some("cd34")), ["app", "crm"]);
    assert_eq!(to(Some("quote.sent"), Some("cd34")), ["crm"]);
    assert_eq!(to(Some("quote.sent"), Some("ab12-1")), Vec::<&str>::new());
    assert_eq!(to(Some("lead.created"), Some("ab12")), Vec::<&str>::new());
    assert_eq!(to(Some("lead.created"), None), Vec::<&str>::new());
    assert_eq!(to(None, Some("cd34")), ["crm"]);
    Ok(())
}

#[test]
fn with_dedup_on_the_window_covers_the_last_retry() -> Result<(), ConfigError> {
    let window_s = |key: &str, value: Value| {
        let filter = with(&format!("/sources/sales/{key}"), value)?;
        Ok(filter.source("sales").map(|source| source.dedup_window.as_secs()))
    };
    let thirty_days_s = 30 * 86_400;
    // SalesOS documents retries over 26 hours and 36 minutes.
    let retries_s = 60 + 300 + 1800 + 7200 + 86_400;
    assert_eq!(window_s("dedup_on", json!(["/event", "/data"]))?, Some(thirty_days_s + retries_s));
    assert_eq!(window_s("shards", json!(2))?, Some(thirty_days_s));
    Ok(())
}

#[test]
fn inline_routes_that_differ_by_the_tenant_are_accepted() -> Result<(), ConfigError> {
    let routes = |other: &str| json!([{ "to": "crm", "tenants": ["north-*"] }, { "to": "slow", "tenants": [other] }]);
    let read = |other: &str| {
        let config = json!({
            "sources": { "in": inline("salesos", routes(other)) },
            "destinations": {
                "crm": { "url": "https://crm.example.com/leads" },
                "slow": { "url": "https://slow.example.com/" },
            },
        });
        let secret = |_: &str| Some("a secret of the provider".to_owned());
        ConfigFile::parse(&config.to_string())?.resolve(secret)
    };
    read("south-*")?;
    let error = read("north-1").err();
    assert!(error.is_some_and(|error| error.path == "sources.in.routes[1].tenants"));
    Ok(())
}

#[test]
fn unsigned_requests_are_accepted_with_allow_unsigned() -> Result<(), ConfigError> {
    let unsigned = json!({
        "scheme": "customermates",
        "allow_unsigned": true,
        "routes": [{ "to": "app" }],
    });
    with("/sources/open", unsigned).map(|_| ())
}

/// The keys that a table takes, as the refusal of another one lists them.
fn keys(config: serde_json::Value) -> Vec<String> {
    let reason = ConfigFile::parse(&config.to_string()).err().map(|error| error.reason);
    let reason = reason.unwrap_or_default();
    let list = reason.split_once("expected ").map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_key_is_documented() {
    let document = include_str!("../../../docs/configuration.md");
    let source = json!({ "sources": { "a": { "?": 0 } } });
    let route = json!({ "sources": { "a": { "routes": [{ "?": 0 }] } } });
    let destination = json!({ "sources": {}, "destinations": { "a": { "?": 0 } } });
    let admin = json!({ "sources": {}, "destinations": {}, "admin": { "?": 0 } });
    for (config, least) in [(source, 8), (route, 2), (destination, 8), (admin, 1)] {
        let keys = keys(config);
        assert!(keys.len() >= least, "{keys:?}");
        for key in keys {
            assert!(document.contains(&format!("\n| `{key}` | ")), "{key}");
        }
    }
}
