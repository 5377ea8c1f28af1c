//! The ways in which what is signed may have been put together.

use std::{borrow::Cow, collections::BTreeSet};

use crate::{
    Request, Target,
    crypto::algorithm::Algorithm,
    explain::{
        CauseCode,
        detect::builtins,
        found::{Role, request},
        ranked::ranked,
    },
    scheme::{
        component::Component,
        signature_base::{Segment, SignatureBase},
    },
};

use super::{
    Subject,
    engine::fingerprint,
    times::{TimeGuess, times},
    urls::urls,
};

/// What was signed, and what has to be wrong for it.
pub(in crate::explain) struct ContentGuess {
    pub(in crate::explain) codes: Vec<CauseCode>,
    chunks: Vec<Chunk>,
    /// What was signed: "what was signed is …", one note for each code.
    pub(in crate::explain) notes: Vec<String>,
    pub(in crate::explain) is_common: bool,
    /// The template, and the time and the address in it.
    pub(in crate::explain) template: String,
    pub(in crate::explain) time: Option<Vec<u8>>,
    pub(in crate::explain) url: Option<String>,
}

/// A piece of what was signed.
#[derive(Clone, Debug)]
enum Chunk {
    Bytes(Vec<u8>),
    Body,
    Secret,
    /// What is read of the body, which may have been another one.
    OfBody(Component),
}

impl Chunk {
    /// How many bytes it has that are no body's and no secret's.
    fn size(&self) -> usize {
        if let Self::Bytes(bytes) = self { bytes.len() } else { 0 }
    }
}

/// A piece of what was signed, for one body.
pub(super) enum Bit<'c> {
    Bytes(Cow<'c, [u8]>),
    Secret,
}

/// What was signed, for one body.
pub(super) struct Filled<'c> {
    pub(super) before: Vec<Bit<'c>>,
    /// Whether the body stands between them.
    pub(super) has_body: bool,
    pub(super) after: Vec<Bit<'c>>,
    /// How many bytes there are around the body.
    pub(super) size: usize,
}

impl Filled<'_> {
    /// Whether the secret is a part of it.
    pub(super) fn takes_secret(&self) -> bool {
        self.before.iter().chain(&self.after).any(|bit| matches!(bit, Bit::Secret))
    }
}

impl ContentGuess {
    /// Whether it is another one where the body is.
    pub(super) fn depends_on_body(&self) -> bool {
        self.chunks.iter().any(|chunk| matches!(chunk, Chunk::Body | Chunk::OfBody(_)))
    }

    /// `None` where something is not in the body that should be.
    pub(super) fn fill<'c>(&'c self, body: &'c [u8]) -> Option<Filled<'c>> {
        let mut filled = Filled { before: vec![], has_body: false, after: vec![], size: 0 };
        for chunk in &self.chunks {
            let bit = match chunk {
                Chunk::Body => {
                    filled.has_body = true;
                    continue;
                }
                Chunk::Secret => Bit::Secret,
                Chunk::Bytes(bytes) => Bit::Bytes(Cow::Borrowed(bytes)),
                Chunk::OfBody(part) => Bit::Bytes(part.read(|_| None, &Request::new(&[], body))?),
            };
            if let Bit::Bytes(bytes) = &bit {
                filled.size += bytes.len();
            }
            if filled.has_body {
                filled.after.push(bit);
            } else {
                filled.before.push(bit);
            }
        }
        Some(filled)
    }
}

/// Templates of the wider world, beside those of the schemes that are known.
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

/// What stands around the body takes no more bytes than these, where something
/// is guessed of it.
const MAX_AROUND: usize = 16 * 1024;

/// What stands around the body takes no more bytes in all guesses together.
const MAX_AROUND_ALL: usize = 8 << 20;

/// A header whose name looks like an id's has at most so many bytes.
const MAX_ID: usize = 256;

/// Everything that may have been signed; what the scheme says comes first. And
/// whether something is too long to be guessed.
pub(super) fn contents(subject: &Subject<'_>) -> (Vec<ContentGuess>, bool) {
    let times = times(subject);
    let mut guesses = Guesses {
        subject,
        guesses: Vec::new(),
        seen: BTreeSet::new(),
        times,
        size: 0,
        is_too_long: false,
    };
    guesses.own();
    if subject.scheme.algorithm != Algorithm::Token {
        guesses.without_time();
        guesses.known();
    }
    (ranked(guesses.guesses, |guess| guess.codes.len()), guesses.is_too_long)
}

struct Guesses<'s, 'a> {
    subject: &'s Subject<'a>,
    guesses: Vec<ContentGuess>,
    seen: BTreeSet<u64>,
    times: Vec<TimeGuess>,
    /// How many bytes there are around the body, in all of them.
    size: usize,
    is_too_long: bool,
}

impl Guesses<'_, '_> {
    /// The scheme's template, with any time.
    fn own(&mut self) {
        let template = String::from(self.subject.scheme.signed_content.clone());
        self.fill(&template, None, "");
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
            self.fill(other, Some(CauseCode::TimestampMissing), &note);
        }
    }

    fn known(&mut self) {
        let own = String::from(self.subject.scheme.signed_content.clone());
        let is_plain = self.subject.scheme.algorithm.is_plain_hash();
        let like = |scheme: &&crate::Scheme| {
            scheme.algorithm != Algorithm::Token && scheme.algorithm.is_plain_hash() == is_plain
        };
        // Several schemes sign the same: one of them is named.
        let mut known = vec![own];
        for scheme in builtins().flat_map(crate::Scheme::signed_forms).filter(like) {
            let template = String::from(scheme.signed_content.clone());
            if !known.contains(&template) {
                let note = format!("{template}, as {} has it", scheme.name());
                self.fill(&template, Some(CauseCode::ContentTemplate), &note);
                known.push(template);
            }
        }
        for template in KNOWN {
            if known.iter().all(|other| other != template) {
                let note = template.replace('\n', "\\n");
                self.fill(template, Some(CauseCode::ContentTemplate), &note);
            }
        }
    }

    /// Fills a template with everything that may be in it.
    fn fill(&mut self, text: &str, code: Option<CauseCode>, note: &str) {
        let Ok(template) = SignatureBase::try_from(text.to_owned()) else { return };
        let signs_time = self.subject.scheme.timestamp.as_ref().is_some_and(|it| it.part.is_none());
        let has_time = template.contains(&Segment::Timestamp);
        let times = if has_time {
            self.times.iter().filter(|time| time.is_common || code.is_none()).cloned().collect()
        } else {
            vec![TimeGuess { code: None, text: vec![], note: String::new(), is_common: true }]
        };
        let ids = if template.contains(&Segment::Id) { self.ids() } else { vec![vec![]] };
        let has_url = template.parts().into_iter().any(Component::is_of_url);
        let urls = if has_url {
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
                    // What is rare is not tried together with other faults.
                    if codes.len() > if time.is_common { 2 } else { 1 } {
                        continue;
                    }
                    let notes = [(code, note), (time_code, &time.note), (*url_code, url_note)];
                    let notes = notes
                        .into_iter()
                        .filter_map(|(code, note)| code.map(|_| note.to_owned()))
                        .collect();
                    let filler = Filler { subject: self.subject, time: &time.text, id, url };
                    let Some(chunks) = filler.fill(template.segments()) else { continue };
                    let size = chunks.iter().map(Chunk::size).sum();
                    let is_too_long =
                        size > MAX_AROUND || self.size.saturating_add(size) > MAX_AROUND_ALL;
                    if is_too_long && !codes.is_empty() {
                        self.is_too_long = true;
                        return;
                    }
                    self.size += size;
                    if !self.seen.insert(fingerprint(&trace(&chunks))) {
                        continue;
                    }
                    self.guesses.push(ContentGuess {
                        codes,
                        chunks,
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

    /// What may be the id: the scheme's header, or any that looks like one.
    fn ids(&self) -> Vec<Vec<u8>> {
        if let Some(id) = self.subject.headers.value(Role::Id) {
            return vec![id.into_owned()];
        }
        let is_id = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.ends_with("id") || name.ends_with("delivery")
        };
        let lines = self.subject.case.headers.iter();
        let values = lines.filter(|(name, value)| value.len() <= MAX_ID && is_id(name));
        values.map(|(_, value)| value.to_vec()).take(4).collect()
    }
}

/// What tells contents apart.
fn trace(chunks: &[Chunk]) -> Vec<u8> {
    let mut trace = Vec::new();
    for chunk in chunks {
        match chunk {
            Chunk::Bytes(bytes) => {
                trace.extend_from_slice(b"=");
                trace.extend_from_slice(bytes);
            }
            Chunk::Body => trace.extend_from_slice(b"\0b"),
            Chunk::Secret => trace.extend_from_slice(b"\0s"),
            Chunk::OfBody(part) => trace.extend_from_slice(format!("\0{}", part.text()).as_bytes()),
        }
    }
    trace
}

/// What is put into a template.
struct Filler<'f, 'a> {
    subject: &'f Subject<'a>,
    time: &'f [u8],
    id: &'f [u8],
    url: &'f str,
}

impl Filler<'_, '_> {
    /// `None` where the request does not have something.
    fn fill(&self, segments: &[Segment]) -> Option<Vec<Chunk>> {
        let mut chunks: Vec<Chunk> = Vec::new();
        for segment in segments {
            let chunk = match segment {
                Segment::Literal(text) => Chunk::Bytes(text.as_bytes().to_vec()),
                Segment::Id => Chunk::Bytes(self.id.to_vec()),
                Segment::Timestamp => Chunk::Bytes(self.time.to_vec()),
                Segment::Body => Chunk::Body,
                Segment::Secret => Chunk::Secret,
                Segment::Component(part, _) => self.part(part)?,
                Segment::Optional(inner) => {
                    chunks.extend(self.fill(inner).unwrap_or_default());
                    continue;
                }
            };
            match (chunks.last_mut(), chunk) {
                (Some(Chunk::Bytes(before)), Chunk::Bytes(bytes)) => before.extend(bytes),
                (_, chunk) => chunks.push(chunk),
            }
        }
        Some(chunks)
    }

    fn part(&self, part: &Component) -> Option<Chunk> {
        if part.is_in_body() || part.covers_body() {
            return Some(Chunk::OfBody(part.clone()));
        }
        let case = self.subject.case;
        let value = match part {
            Component::Header(_) => self.subject.headers.part(part)?,
            part => {
                let target = Target { method: case.method, url: Some(self.url) };
                let request = Request { target, ..request(case) };
                return part.read(|_| None, &request).map(|it| Chunk::Bytes(it.into_owned()));
            }
        };
        Some(Chunk::Bytes(value.into_owned()))
    }
}
