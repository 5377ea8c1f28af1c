//! What may have been done to a body, and how to undo it.
//!
//! A receiver usually has the changed body. So the search tries the reverse: the
//! styles of the serializers that the sender may have used.

mod bounded_buffer;
mod charset;
mod envelope;
mod form;
mod json_document;
mod json_members;
mod json_style;
mod json_tokens;
mod json_writer;
mod rewrite;
mod rewriter;
mod string_characters;
mod string_escapes;
mod white_space;

pub(super) use rewrite::BodyRewrite;
pub(super) use rewriter::BodyRewriter;
pub(super) use white_space::{TRAILING_WHITE_SPACE, name_white_space};
