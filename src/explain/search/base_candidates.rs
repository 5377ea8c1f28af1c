//! The ways in which the signed content may have been composed.

use std::collections::BTreeSet;

use super::{
    base_template::{BaseTemplate, PlaceholderValues, RenderedBase},
    context::SearchContext,
    fingerprint::fingerprint,
    time_candidates::{TimeCandidate, time_candidates},
    url_candidates::{UrlCandidate, url_candidates},
};
use crate::{
    Scheme,
    crypto::algorithm::Algorithm,
    explain::{cause_code::CauseCode, located_fields::Role, schemes::builtin_schemes},
    scheme::component::Component,
    scheme::signature_base::{Segment, SignatureBase},
};

/// A signature base, and the faults that it assumes.
pub(in crate::explain) struct BaseCandidate {
    pub(in crate::explain) codes: Vec<CauseCode>,
    base: BaseTemplate,
    /// "What was signed is …": one note for each code.
    pub(in crate::explain) notes: Vec<String>,
    pub(in crate::explain) is_common: bool,
    /// The template's text, and the time and the URL in it.
    pub(in crate::explain) template: String,
    pub(in crate::explain) time: Option<Vec<u8>>,
    pub(in crate::explain) url: Option<String>,
}

impl BaseCandidate {
    pub(super) fn depends_on_body(&self) -> bool {
        self.base.depends_on_body()
    }

    pub(super) fn render<'c>(&'c self, body: &'c [u8]) -> Option<RenderedBase<'c>> {
        self.base.render(body)
    }
}

/// Common templates beside those of the built-in schemes.
const COMMON_TEMPLATES: [&str; 34] = [
    "{body}",
    "{timestamp}.{body}",
    "{timestamp}{body}",
    "{timestamp}:{body}",
    "{id}.{timestamp}.{body}",
    "v0:{timestamp}:{body}",
    "v1:{timestamp}:{body}",
    "{body}{timestamp}",
    "{body}.{timestamp}",
    "{body}:{timestamp}",
    "{id}{timestamp}{body}",
    "{id}.{body}",
    "{timestamp}.{id}.{body}",
    "{timestamp}{id}{body}",
    "{id}:{timestamp}:{body}",
    "{timestamp}\n{body}",
    "{timestamp}-{body}",
    "{timestamp}|{body}",
    "{timestamp},{body}",
    "{timestamp} {body}",
    "{timestamp}_{body}",
    "t={timestamp}.{body}",
    "v1.{timestamp}.{body}",
    "{timestamp}..{body}",
    ".{body}",
    "{body}.",
    "{url}{body}",
    "{body}{url}",
    "{url}.{body}",
    "{timestamp}.{url}.{body}",
    "{method}{url}{body}{timestamp}",
    "{method}{url}{body}",
    "{timestamp}{method}{path}{body}",
    "{timestamp}.{method}.{path}.{body}",
];

/// The most bytes around the body in a candidate with a fault.
const MAX_AROUND: usize = 16 * 1024;

/// The most bytes around the body in all candidates together.
const MAX_AROUND_ALL: usize = 8 << 20;

/// The longest header that may hold the message id.
const MAX_ID: usize = 256;

/// The number of headers that may hold the message id.
const MAX_IDS: usize = 4;

/// What may stand between the timestamp and the rest of a template.
const SEPARATORS: [&str; 6] = [".", ":", "-", "|", ",", "\n"];

/// What is signed in place of a timestamp that is not set.
const UNSET_VALUES: [&str; 3] = ["undefined", "null", "None"];

/// The candidates, with the scheme's own signature base first.
pub(super) struct BaseCandidates {
    pub(super) candidates: Vec<BaseCandidate>,
    /// Whether further candidates are too long to be tried.
    pub(super) is_too_long: bool,
}

/// Every signature base that is likely.
pub(super) fn base_candidates(context: &SearchContext<'_>) -> BaseCandidates {
    let mut collector = Collector {
        context,
        candidates: Vec::new(),
        seen: BTreeSet::new(),
        times: time_candidates(context),
        size: 0,
        is_too_long: false,
    };
    collector.add_own();
    if context.scheme.algorithm != Algorithm::Token {
        collector.add_without_time();
        collector.add_known();
    }
    let Collector { mut candidates, is_too_long, .. } = collector;
    candidates.sort_by_key(|candidate| candidate.codes.len());
    BaseCandidates { candidates, is_too_long }
}

struct Collector<'s, 'a> {
    context: &'s SearchContext<'a>,
    candidates: Vec<BaseCandidate>,
    seen: BTreeSet<u64>,
    times: Vec<TimeCandidate>,
    /// The number of bytes around the body in all candidates.
    size: usize,
    is_too_long: bool,
}

impl Collector<'_, '_> {
    /// Adds the scheme's template, with any time.
    fn add_own(&mut self) {
        let template = String::from(self.context.scheme.signed_content.clone());
        self.add(&template, None, "");
    }

    /// Adds the scheme's template without its timestamp.
    fn add_without_time(&mut self) {
        let scheme = self.context.scheme;
        if !scheme.signed_content.contains(&Segment::Timestamp) {
            return;
        }
        let template = String::from(scheme.signed_content.clone());
        let mut others = vec![template.replace("{timestamp}", "")];
        for separator in SEPARATORS {
            others.push(template.replace(&format!("{{timestamp}}{separator}"), ""));
            others.push(template.replace(&format!("{separator}{{timestamp}}"), ""));
        }
        others.extend(UNSET_VALUES.map(|unset| template.replace("{timestamp}", unset)));
        for other in others.iter().filter(|other| !other.contains("{timestamp}")) {
            let note = format!("{other}, without the time");
            self.add(other, Some(CauseCode::TimestampMissing), &note);
        }
    }

    /// Adds the templates of other schemes, and common ones.
    fn add_known(&mut self) {
        let own = String::from(self.context.scheme.signed_content.clone());
        let is_plain_hash = self.context.scheme.algorithm.is_plain_hash();
        let has_same_hashing = |scheme: &&Scheme| {
            scheme.algorithm != Algorithm::Token
                && scheme.algorithm.is_plain_hash() == is_plain_hash
        };
        // A template of several schemes is named after the first.
        let mut known = vec![own];
        for scheme in builtin_schemes().flat_map(Scheme::signed_forms).filter(has_same_hashing) {
            let template = String::from(scheme.signed_content.clone());
            if !known.contains(&template) {
                let note = format!("{template}, as {} has it", scheme.name());
                self.add(&template, Some(CauseCode::ContentTemplate), &note);
                known.push(template);
            }
        }
        for template in COMMON_TEMPLATES {
            if known.iter().all(|other| other != template) {
                let note = template.replace('\n', "\\n");
                self.add(template, Some(CauseCode::ContentTemplate), &note);
            }
        }
    }

    /// Adds a template with every value that its placeholders may have.
    fn add(&mut self, text: &str, code: Option<CauseCode>, note: &str) {
        let Ok(template) = SignatureBase::try_from(text.to_owned()) else { return };
        let scheme = self.context.scheme;
        let signs_time = scheme.timestamp.as_ref().is_some_and(|format| format.part.is_none());
        let has_time = template.contains(&Segment::Timestamp);
        let times = if has_time {
            self.times.iter().filter(|time| time.is_common || code.is_none()).cloned().collect()
        } else {
            vec![TimeCandidate { code: None, text: vec![], note: String::new(), is_common: true }]
        };
        let ids = if template.contains(&Segment::Id) { self.ids() } else { vec![vec![]] };
        let has_url = template.components().into_iter().any(Component::is_of_url);
        let urls = if has_url {
            url_candidates(self.context.input)
        } else {
            vec![UrlCandidate { code: None, url: String::new(), note: String::new() }]
        };
        for time in &times {
            // Where the scheme signs no time, any time of the request is right.
            let time_code = time.code.filter(|_| signs_time);
            for id in &ids {
                for UrlCandidate { code: url_code, url, note: url_note } in &urls {
                    let noted = [(code, note), (time_code, &time.note), (*url_code, url_note)];
                    let faults = noted.into_iter().filter_map(|(code, note)| Some((code?, note)));
                    let (codes, notes): (Vec<_>, Vec<_>) =
                        faults.map(|(code, note)| (code, note.to_owned())).unzip();
                    // Rare times are not combined with other faults.
                    if codes.len() > if time.is_common { 2 } else { 1 } {
                        continue;
                    }
                    let values = PlaceholderValues { time: &time.text, id, url };
                    let Some(base) = BaseTemplate::new(&template, self.context, &values) else {
                        continue;
                    };
                    let size = base.size();
                    let is_too_long =
                        size > MAX_AROUND || self.size.saturating_add(size) > MAX_AROUND_ALL;
                    if is_too_long && !codes.is_empty() {
                        self.is_too_long = true;
                        return;
                    }
                    self.size += size;
                    if !self.seen.insert(fingerprint(&base.key())) {
                        continue;
                    }
                    self.candidates.push(BaseCandidate {
                        codes,
                        base,
                        notes,
                        is_common: time.is_common,
                        template: text.to_owned(),
                        time: has_time.then(|| time.text.clone()),
                        url: has_url.then(|| url.clone()),
                    });
                }
            }
        }
    }

    /// The message id: the scheme's header, or any that looks like one.
    fn ids(&self) -> Vec<Vec<u8>> {
        if let Some(id) = self.context.fields.value(Role::Id) {
            return vec![id.into_owned()];
        }
        let is_id = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.ends_with("id") || name.ends_with("delivery")
        };
        let lines = self.context.input.headers.iter();
        let values = lines.filter(|(name, value)| value.len() <= MAX_ID && is_id(name));
        values.map(|(_, value)| value.to_vec()).take(MAX_IDS).collect()
    }
}
