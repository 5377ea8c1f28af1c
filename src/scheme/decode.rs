//! Reads a scheme's objects, member by member.
//!
//! A value is there before it is read, and stays what it is where something is
//! wrong: the first fault is kept, reading goes on, and in the end all of it is
//! thrown away. So every member is one call of one function, and there is no code
//! for what a fault would leave half read: derived code is several times as large,
//! which a browser would have to load.

use crate::json::{de::Fault, value::Json};

/// A value that can be read into.
pub(crate) trait Read {
    /// Becomes what the JSON says, or notes what is wrong with that.
    fn read(&mut self, json: &Json, place: &mut Place);
}

/// A value that has members of its own.
pub(crate) trait Members {
    /// Reads all that there may be.
    fn members(&mut self, object: &mut Object<'_, '_>);
}

/// Where the reader is, and the first fault.
#[derive(Default)]
pub(crate) struct Place {
    path: String,
    fault: Option<Fault>,
}

/// Reads a value that is all of a document.
pub(crate) fn read_document(json: &Json, value: &mut dyn Read) -> Result<(), Fault> {
    let mut place = Place::default();
    value.read(json, &mut place);
    place.fault.map_or(Ok(()), Err)
}

impl Place {
    /// Says what is wrong here.
    fn note(&mut self, reason: &str) {
        if self.fault.is_none() {
            self.fault = Some(Fault { path: self.path.clone(), reason: reason.to_owned() });
        }
    }

    /// Reads a member.
    fn member(&mut self, name: &str, json: &Json, value: &mut dyn Read) {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.step(&[dot, name], json, value);
    }

    /// Reads what is one step further in.
    fn step(&mut self, step: &[&str], json: &Json, value: &mut dyn Read) {
        let end = self.path.len();
        step.iter().for_each(|piece| self.path.push_str(piece));
        value.read(json, self);
        self.path.truncate(end);
    }

    fn unknown(&mut self, what: &str, text: &str, known: &[&str]) {
        let known = known.join("`, `");
        self.note(&["unknown ", what, " `", text, "`, expected one of `", &known, "`"].concat());
    }
}

/// An object that is being read.
pub(crate) struct Object<'j, 'p> {
    members: &'j [(String, Json)],
    /// The names that were asked for.
    known: Vec<&'static str>,
    place: &'p mut Place,
}

impl Object<'_, '_> {
    /// Reads a member that may be left out, and says whether it is there.
    pub(crate) fn optional(&mut self, name: &'static str, value: &mut dyn Read) -> bool {
        self.known.push(name);
        let found = self.members.iter().find(|(known, _)| known == name);
        if let Some((_, json)) = found {
            self.place.member(name, json, value);
        }
        found.is_some()
    }

    /// Reads a member that has to be there.
    pub(crate) fn needed(&mut self, name: &'static str, value: &mut dyn Read) {
        if !self.optional(name, value) {
            self.place.note(&["missing field `", name, "`"].concat());
        }
    }

    /// Refuses what nobody asked for.
    fn close(self) {
        for (index, (name, json)) in self.members.iter().enumerate() {
            let is_repeated = self.members.iter().take(index).any(|(other, _)| other == name);
            self.place.member(name, json, &mut Known { name, is_repeated, names: &self.known });
        }
    }
}

/// Reads nothing: refuses a member that is unknown, or there twice.
struct Known<'o> {
    name: &'o str,
    is_repeated: bool,
    names: &'o [&'static str],
}

impl Read for Known<'_> {
    fn read(&mut self, _: &Json, place: &mut Place) {
        if !self.names.contains(&self.name) {
            place.unknown("field", self.name, self.names);
        } else if self.is_repeated {
            place.note("it is there twice");
        }
    }
}

impl<T: Members> Read for T {
    fn read(&mut self, json: &Json, place: &mut Place) {
        read_members(self, json, place);
    }
}

fn read_members(value: &mut dyn Members, json: &Json, place: &mut Place) {
    let Json::Object(members) = json else {
        return place.note("an object is expected");
    };
    let mut object = Object { members, known: Vec::new(), place };
    value.members(&mut object);
    object.close();
}

/// As it is written, to be read later.
impl Read for Json {
    fn read(&mut self, json: &Json, _: &mut Place) {
        self.clone_from(json);
    }
}

impl Read for bool {
    fn read(&mut self, json: &Json, place: &mut Place) {
        match json {
            Json::Bool(flag) => *self = *flag,
            _ => place.note("true or false is expected"),
        }
    }
}

impl Read for u32 {
    fn read(&mut self, json: &Json, place: &mut Place) {
        match json {
            Json::Number(number) if u32::try_from(*number).is_ok() => *self = *number as u32,
            _ => place.note("a whole number of 32 bits is expected"),
        }
    }
}

impl Read for String {
    fn read(&mut self, json: &Json, place: &mut Place) {
        match json {
            Json::Text(text) => self.clone_from(text),
            _ => place.note("a string is expected"),
        }
    }
}

impl Read for char {
    fn read(&mut self, json: &Json, place: &mut Place) {
        let mut text = String::new();
        text.read(json, place);
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => *self = character,
            _ => place.note("one character is expected"),
        }
    }
}

/// `null` is as good as none.
impl<T: Read + Default> Read for Option<T> {
    fn read(&mut self, json: &Json, place: &mut Place) {
        if *json != Json::Null {
            self.get_or_insert_default().read(json, place);
        }
    }
}

impl<T: Read + Default> Read for Vec<T> {
    fn read(&mut self, json: &Json, place: &mut Place) {
        let Json::Array(values) = json else {
            return place.note("an array is expected");
        };
        for (index, json) in values.iter().enumerate() {
            let mut value = T::default();
            place.step(&["[", &index.to_string(), "]"], json, &mut value);
            self.push(value);
        }
    }
}

/// The members of an object whose names may be anything.
impl<T: Read + Default> Read for Vec<(String, T)> {
    fn read(&mut self, json: &Json, place: &mut Place) {
        let Json::Object(members) = json else {
            return place.note("an object is expected");
        };
        for (name, json) in members {
            let mut value = T::default();
            place.member(name, json, &mut value);
            self.push((name.clone(), value));
        }
    }
}

/// Reads a text that stands for something.
pub(crate) fn parse<T: TryFrom<String, Error = String>>(
    value: &mut T,
    json: &Json,
    place: &mut Place,
) {
    let mut text = String::new();
    text.read(json, place);
    match T::try_from(text) {
        Ok(parsed) => *value = parsed,
        Err(reason) => place.note(&reason),
    }
}

/// Reads one of several words.
pub(crate) fn choose<T: Copy>(value: &mut T, words: &[(&str, T)], json: &Json, place: &mut Place) {
    let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
    if let Some((_, word)) = choice(&names, json, place).and_then(|index| words.get(index)) {
        *value = *word;
    }
}

/// The place of the word among those that there are.
fn choice(words: &[&str], json: &Json, place: &mut Place) -> Option<usize> {
    let mut text = String::new();
    text.read(json, place);
    let index = words.iter().position(|word| *word == text);
    if index.is_none() {
        place.unknown("variant", &text, words);
    }
    index
}
