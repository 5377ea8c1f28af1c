//! What a verifier says of a request.

use super::input::Input;
use crate::{Scheme, Secret, Tolerance, Verifier, crypto::digest::Digest};

/// Whether a verifier accepts the request.
pub(super) fn is_accepted(input: &Input<'_>, scheme: &Scheme, tolerance: Tolerance) -> bool {
    let verifier = Verifier::new(scheme.clone(), input.secrets);
    verifier.is_ok_and(|verifier| {
        verifier.verify_within(&input.request(), input.now, tolerance).is_ok()
    })
}

/// The index of the secret that makes the request's signature, whatever the
/// time and the payload.
pub(super) fn matching_secret(input: &Input<'_>, scheme: &Scheme) -> Option<usize> {
    let request = input.request();
    let matches = |secret: &Secret| {
        let verifier = Verifier::new(scheme.clone(), std::slice::from_ref(secret));
        verifier.is_ok_and(|verifier| {
            let lines = verifier.header_table(&request);
            let form = scheme.form(&lines);
            verifier
                .authenticate(form, &lines, &request, None, input.now, Tolerance::Unlimited)
                .is_ok()
        })
    };
    input.secrets.iter().position(matches)
}

/// The digests that a verifier reads from one value of the signature field.
pub(super) fn read_digests(scheme: &Scheme, value: &[u8]) -> Vec<Digest> {
    let format = &scheme.signature;
    match &format.fields {
        None => format.digests(scheme.algorithm, [value].into_iter()).collect(),
        Some(parameters) if parameters.is_superseded(value) => vec![],
        Some(parameters) => {
            let values = parameters.values(value, &parameters.signature);
            format.digests(scheme.algorithm, values).collect()
        }
    }
}
