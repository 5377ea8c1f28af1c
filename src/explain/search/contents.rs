//! The ways in which what is signed may have been put together.

use std::collections::HashSet;

use crate::{
    explain::{CauseCode, detect::builtins, found::Role},
    template::{Segment, Template},
};

use super::{
    Subject,
    times::{TimeGuess, times},
    urls::urls,
};

/// What stands ahead of the body and behind it, and what has to be wrong for it.
pub(in crate::explain) struct ContentGuess {
    pub(in crate::explain) codes: Vec<CauseCode>,
    pub(in crate::explain) before: Vec<u8>,
    pub(in crate::explain) after: Vec<u8>,
    /// What was signed: "what was signed is …", one note for each code.
    pub(in crate::explain) notes: Vec<String>,
    pub(in crate::explain) is_common: bool,
    /// The template, and the time in it, where a scheme could have them.
    pub(in crate::explain) template: Option<String>,
    pub(in crate::explain) time: Option<Vec<u8>>,
}

/// Templates of the wider world. `{url}`, `{method}` and `{path}` are no
/// scheme's so far, and stand here alone.
const KNOWN: [&str; 34] = [
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

/// Everything that may stand around the body; what the scheme says comes first.
pub(super) fn contents(subject: &Subject<'_>) -> Vec<ContentGuess> {
    let times = times(subject);
    let mut guesses = Guesses { subject, guesses: Vec::new(), seen: HashSet::new(), times };
    guesses.own();
    guesses.without_time();
    guesses.known();
    let Guesses { mut guesses, .. } = guesses;
    guesses.sort_by_key(|guess| guess.codes.len());
    guesses
}

struct Guesses<'s, 'a> {
    subject: &'s Subject<'a>,
    guesses: Vec<ContentGuess>,
    seen: HashSet<(Vec<u8>, Vec<u8>)>,
    times: Vec<TimeGuess>,
}

impl Guesses<'_, '_> {
    /// The scheme's template, with any time.
    fn own(&mut self) {
        let template = String::from(self.subject.scheme.signed_content.clone());
        self.fill(&template, None, "", true);
    }

    fn without_time(&mut self) {
        let scheme = self.subject.scheme;
        if !scheme.signed_content.contains(&Segment::Timestamp) {
            return;
        }
        let template = String::from(scheme.signed_content.clone());
        let mut others = vec![template.replace("{timestamp}", "")];
        for mark in [".", ":", "-", "|", ",", "\n"] {
            others.push(template.replace(&format!("{{timestamp}}{mark}"), ""));
            others.push(template.replace(&format!("{mark}{{timestamp}}"), ""));
        }
        others.push(template.replace("{timestamp}", "undefined"));
        others.push(template.replace("{timestamp}", "null"));
        others.push(template.replace("{timestamp}", "None"));
        for other in others.iter().filter(|other| !other.contains("{timestamp}")) {
            let note = format!("{other}, without the time");
            self.fill(other, Some(CauseCode::TimestampMissing), &note, true);
        }
    }

    fn known(&mut self) {
        let own = String::from(self.subject.scheme.signed_content.clone());
        let builtin = builtins();
        let theirs = builtin.iter().map(|scheme| {
            let template = String::from(scheme.signed_content.clone());
            let note = format!("{template}, as {} has it", scheme.name());
            (template, note)
        });
        let known = KNOWN.iter().map(|template| ((*template).to_owned(), (*template).to_owned()));
        let all: Vec<_> = theirs.chain(known).filter(|(template, _)| *template != own).collect();
        for (template, note) in all {
            self.fill(
                &template,
                Some(CauseCode::ContentTemplate),
                &note.replace('\n', "\\n"),
                true,
            );
        }
    }

    /// Fills a template with everything that may be in it.
    fn fill(&mut self, template: &str, code: Option<CauseCode>, note: &str, is_common: bool) {
        let signs_time = self.subject.scheme.signs_timestamp();
        let times = if template.contains("{timestamp}") {
            self.times.iter().filter(|time| time.is_common || code.is_none()).cloned().collect()
        } else {
            vec![TimeGuess { code: None, text: vec![], note: String::new(), is_common: true }]
        };
        let ids = if template.contains("{id}") { self.ids() } else { vec![vec![]] };
        let urls = if template.contains("{url}") || template.contains("{path}") {
            urls(self.subject.case)
        } else {
            vec![(None, String::new(), String::new())]
        };
        for time in &times {
            // Where the scheme has no time, any that is there may be meant.
            let time_code = time.code.filter(|_| signs_time);
            for id in &ids {
                for (url_code, url, url_note) in &urls {
                    let codes: Vec<_> =
                        [code, time_code, *url_code].into_iter().flatten().collect();
                    if codes.len() > 2 {
                        continue;
                    }
                    let notes = [(code, note), (time_code, &time.note), (*url_code, url_note)];
                    let notes = notes
                        .into_iter()
                        .filter_map(|(code, note)| code.map(|_| note.to_owned()))
                        .collect();
                    let filled =
                        Filled { time: &time.text, id, url, method: self.subject.case.method };
                    let Some((before, after)) = filled.around(template) else { continue };
                    if !self.seen.insert((before.clone(), after.clone())) {
                        continue;
                    }
                    let has_own_parts = Template::try_from(template.to_owned())
                        .is_ok_and(|template| template.has_one_body());
                    self.guesses.push(ContentGuess {
                        codes,
                        before,
                        after,
                        notes,
                        is_common: is_common && time.is_common,
                        template: has_own_parts.then(|| template.to_owned()),
                        time: template.contains("{timestamp}").then(|| time.text.clone()),
                    });
                }
            }
        }
    }

    /// What may be the id: the scheme's header, or any that looks like one.
    fn ids(&self) -> Vec<Vec<u8>> {
        if let Some(id) = self.subject.headers.value(Role::Id) {
            return vec![id.to_vec()];
        }
        let is_id = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.ends_with("id") || name.ends_with("delivery")
        };
        let values = self.subject.case.headers.iter().filter(|(name, _)| is_id(name));
        values.map(|(_, value)| value.to_vec()).take(4).collect()
    }
}

struct Filled<'f> {
    time: &'f [u8],
    id: &'f [u8],
    url: &'f str,
    method: Option<&'f str>,
}

impl Filled<'_> {
    /// What stands ahead of the body and behind it.
    fn around(&self, template: &str) -> Option<(Vec<u8>, Vec<u8>)> {
        let (before, after) = template.split_once("{body}")?;
        Some((self.fill(before)?, self.fill(after)?))
    }

    fn fill(&self, part: &str) -> Option<Vec<u8>> {
        let mut filled = Vec::new();
        let mut rest = part;
        while let Some((text, behind)) = rest.split_once('{') {
            filled.extend_from_slice(text.as_bytes());
            let (name, after) = behind.split_once('}')?;
            match name {
                "timestamp" => filled.extend_from_slice(self.time),
                "id" => filled.extend_from_slice(self.id),
                "url" => filled.extend_from_slice(self.url.as_bytes()),
                "method" => filled.extend_from_slice(self.method?.as_bytes()),
                "path" => filled.extend_from_slice(path(self.url).as_bytes()),
                _ => return None,
            }
            rest = after;
        }
        filled.extend_from_slice(rest.as_bytes());
        Some(filled)
    }
}

/// An address without its scheme and host.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}
