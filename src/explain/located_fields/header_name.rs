//! Similarity of header names.

/// The longest difference that is compared: `HTTP_`, some dashes, two letters.
const MAX_LENGTH_DIFFERENCE: usize = 10;

/// The largest edit distance of a misspelt name.
const MAX_DISTANCE: usize = 2;

/// The shortest name, without its dashes, that may be misspelt by letters.
const MIN_MISSPELT_LENGTH: usize = 8;

/// Whether two names differ only by what frameworks and typing change:
/// `HTTP_X_SIGNATURE`, `x_signature`, `X-Signatur`.
pub(in crate::explain) fn is_similar(name: &str, other: &str) -> bool {
    if name.len().abs_diff(other.len()) > MAX_LENGTH_DIFFERENCE {
        return false;
    }
    let (name, other) = (normalized(name), normalized(other));
    if name.len().abs_diff(other.len()) > MAX_DISTANCE {
        return false;
    }
    name == other
        || (name.len().min(other.len()) >= MIN_MISSPELT_LENGTH
            && edit_distance(&name, &other) <= MAX_DISTANCE)
}

/// The letters and digits in lower case, without CGI's `HTTP_`.
fn normalized(name: &str) -> Vec<u8> {
    let letters: Vec<u8> = name
        .bytes()
        .filter(|byte| !b"-_. ".contains(byte))
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    letters.strip_prefix(b"http").map_or(letters.clone(), <[u8]>::to_vec)
}

/// The Levenshtein distance.
fn edit_distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.iter().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, with) in row.iter_mut().skip(1).zip(other) {
            let best = (diagonal + usize::from(letter != with)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_name_is_similar() {
        for name in [
            "HTTP_X_WEBHOOK_SIGNATURE",
            "x_webhook_signature",
            "X-Webhook-Signatur",
            "XWebhookSignature",
        ] {
            assert!(is_similar("X-Webhook-Signature", name), "{name}");
        }
        for name in ["X-Webhook-Timestamp", "X-Hub-Signature-256", "X-Webhook-Id", "Content-Type"] {
            assert!(!is_similar("X-Webhook-Signature", name), "{name}");
        }
    }
}
