//! All rewrites of a body that are likely.

use super::{
    bounded_buffer::BoundedBuffer, charset::CharsetRewrite, envelope::EnvelopeRewrite,
    form::FormRewrite, json_document::JsonDocument, json_style::LAYOUTS, rewrite::BodyRewrite,
    white_space::LEADING_WHITE_SPACE,
};

/// How much larger a rewritten body may be.
const MAX_GROWTH: usize = 4;

/// The limit for a small body, in bytes.
const MIN_LIMIT: usize = 1 << 20;

/// Rewrites a body.
pub(in crate::explain) struct BodyRewriter<'a> {
    body: &'a [u8],
    document: Option<JsonDocument<'a>>,
    /// The largest size of a rewritten body.
    limit: usize,
}

/// A rewritten body.
pub(in crate::explain) struct Rewritten {
    /// `None` where nothing changed, or the body would be too large.
    pub(in crate::explain) bytes: Option<Vec<u8>>,
    /// The number of bytes that were written for it.
    pub(in crate::explain) written: usize,
    pub(in crate::explain) is_too_large: bool,
}

impl<'a> BodyRewriter<'a> {
    pub(in crate::explain) fn new(body: &'a [u8]) -> Self {
        Self { body, document: JsonDocument::parse(body), limit: Self::limit(body) }
    }

    /// The largest size of a rewritten body.
    pub(in crate::explain) fn limit(body: &[u8]) -> usize {
        body.len().saturating_mul(MAX_GROWTH).max(MIN_LIMIT)
    }

    /// Whether rewrites are left out because the body is nested too deeply.
    pub(in crate::explain) fn is_too_deep(&self) -> bool {
        self.document.as_ref().is_some_and(|document| {
            let mut layouts = LAYOUTS.iter();
            document.is_too_deep()
                || layouts.any(|(layout, _)| document.exceeds(*layout, self.limit))
        })
    }

    fn json_rewrites(&self, document: &JsonDocument<'_>) -> Vec<BodyRewrite> {
        let mut styles = document.escape_styles();
        styles.extend(document.layout_styles());
        styles.retain(|style| !document.exceeds(style.layout, self.limit));
        styles.into_iter().map(BodyRewrite::Json).collect()
    }

    /// Every rewrite that undoes one fault, the likeliest first.
    pub(in crate::explain) fn single_rewrites(&self) -> Vec<BodyRewrite> {
        let mut rewrites = vec![BodyRewrite::Empty];
        rewrites.extend(EnvelopeRewrite::ALL.map(BodyRewrite::Envelope));
        rewrites.extend(FormRewrite::all(self.body).into_iter().map(BodyRewrite::Form));
        rewrites.extend(["\n", "\r\n", "\r"].map(BodyRewrite::LineBreaks));
        rewrites.extend(CharsetRewrite::ALL.map(BodyRewrite::Charset));
        rewrites.extend(LEADING_WHITE_SPACE.map(BodyRewrite::Leading));
        rewrites.push(BodyRewrite::Bom);
        rewrites.extend(self.document.iter().flat_map(|document| self.json_rewrites(document)));
        rewrites.sort_by_key(|rewrite| rewrite.rank());
        rewrites
    }

    /// Every pair of rewrites that undoes two faults, the likeliest first.
    pub(in crate::explain) fn rewrite_pairs(&self) -> Vec<(BodyRewrite, BodyRewrite)> {
        let mut rewrites = self.single_rewrites();
        rewrites.retain(|rewrite| *rewrite != BodyRewrite::Empty);
        let mut pairs = Vec::new();
        for first in rewrites.iter().filter(|rewrite| rewrite.codes().len() == 1) {
            for second in &rewrites {
                let is_pair = first.stage() < second.stage()
                    && second.codes().len() == 1
                    && first.codes() != second.codes();
                if is_pair {
                    pairs.push((*first, *second));
                }
            }
        }
        if self.document.is_none() {
            // The body may be JSON only inside its envelope.
            let is_envelope = |rewrite: &&BodyRewrite| matches!(rewrite, BodyRewrite::Envelope(_));
            for envelope in rewrites.iter().filter(is_envelope) {
                let Some(inside) = self.rewrite(&[*envelope]).bytes else { continue };
                let Some(document) = JsonDocument::parse(&inside) else { continue };
                let styles = self.json_rewrites(&document).into_iter();
                pairs.extend(styles.map(|style| (*envelope, style)));
            }
        }
        pairs.sort_by_key(|(first, second)| first.rank() + second.rank());
        pairs
    }

    /// Applies one rewrite after another.
    pub(in crate::explain) fn rewrite(&self, rewrites: &[BodyRewrite]) -> Rewritten {
        let mut rewritten = Rewritten { bytes: None, written: 0, is_too_large: false };
        for rewrite in rewrites {
            let previous = rewritten.bytes.as_deref();
            let is_json = matches!(rewrite, BodyRewrite::Json(_));
            let inner = previous.filter(|_| is_json).and_then(JsonDocument::parse);
            let document = if previous.is_some() { inner.as_ref() } else { self.document.as_ref() };
            let body = previous.unwrap_or(self.body);
            let mut out = BoundedBuffer::new(self.limit);
            let is_applied = rewrite.apply(body, document, &mut out).is_some();
            rewritten.written += out.len();
            rewritten.is_too_large = out.is_exceeded();
            let bytes = out.into_bytes();
            if !is_applied || bytes == body {
                rewritten.bytes = None;
                break;
            }
            rewritten.bytes = Some(bytes);
        }
        rewritten
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_STANDARD};

    use super::*;
    use crate::explain::body::json_style::{JsonStyle, Layout};

    fn deep(open: &str, close: &str) -> String {
        [&open.repeat(20_000), "1", &close.repeat(20_000)].concat()
    }

    #[test]
    fn rewritten_body_stays_within_the_limit() {
        let object = deep("{\"a\":", "}");
        let quoted = serde_json::to_string(&object).unwrap_or_default();
        let enveloped = BASE64_STANDARD.encode(&object);
        for body in [
            deep("[", "]"),
            deep("[{\"b\":0,\"a\":", "}]"),
            "[".repeat(40_000),
            format!("[{}1]", "1,".repeat(20_000)),
            format!("{{\"a\":\"{}\"}}", "<".repeat(400_000)),
            "a=%20&".repeat(10_000),
            "\0\u{e9}".repeat(200_000),
            object,
            quoted,
            enveloped,
        ] {
            let rewriter = BodyRewriter::new(body.as_bytes());
            let limit = BodyRewriter::limit(body.as_bytes());
            for rewrite in rewriter.single_rewrites() {
                let rewritten = rewriter.rewrite(&[rewrite]);
                assert!(rewritten.written <= limit, "{rewrite:?}: {}", rewritten.written);
            }
            for (first, second) in rewriter.rewrite_pairs().into_iter().step_by(17) {
                let rewritten = rewriter.rewrite(&[first, second]);
                assert!(
                    rewritten.written <= 2 * limit,
                    "{first:?}, {second:?}: {}",
                    rewritten.written
                );
            }
        }
    }

    #[test]
    fn deeply_nested_body_is_not_indented() {
        let is_indented = |rewrite: &BodyRewrite| {
            matches!(
                rewrite,
                BodyRewrite::Json(JsonStyle { layout: Layout::Lines { indent: "  ", .. }, .. })
            )
        };
        for (levels, is_tried) in [(100, true), (20_000, false)] {
            let body = ["[".repeat(levels), "]".repeat(levels)].concat();
            let rewriter = BodyRewriter::new(body.as_bytes());
            assert_eq!(rewriter.is_too_deep(), !is_tried);
            assert_eq!(rewriter.single_rewrites().iter().any(is_indented), is_tried);
        }
    }
}
