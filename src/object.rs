//! Reads a scheme's objects, member by member.
//!
//! The first fault is kept, and reading goes on with a value that stands in for
//! what is wrong: in the end all of it is thrown away. So every member is one
//! call, and there is no code for what a fault would leave half read; derived
//! code is more than twice as large, which a browser would have to load.

use crate::{json_value::Json, read::Fault};

/// An object that is being read.
pub(crate) struct Object<'j, 'f> {
    path: String,
    members: &'j [(String, Json)],
    /// The names that were asked for.
    known: Vec<&'static str>,
    fault: &'f mut Option<Fault>,
}

/// What makes a value of an object.
type Read<T> = fn(&mut Object<'_, '_>) -> T;

/// Reads an object that is all of a document.
pub(crate) fn read_object<T>(json: &Json, read: Read<T>) -> Result<T, Fault> {
    let mut fault = None;
    let value = Object::read("", json, &mut fault, read);
    match fault {
        None => value.ok_or_else(|| Fault { path: String::new(), reason: "it is missing".into() }),
        Some(fault) => Err(fault),
    }
}

impl<'j> Object<'j, '_> {
    fn read<T>(path: &str, json: &Json, fault: &mut Option<Fault>, read: Read<T>) -> Option<T> {
        let mut object = Object::open(path, json, fault)?;
        let value = read(&mut object);
        object.close();
        Some(value)
    }

    fn open<'o, 'f>(
        path: &str,
        json: &'o Json,
        fault: &'f mut Option<Fault>,
    ) -> Option<Object<'o, 'f>> {
        let Json::Object(members) = json else {
            note(fault, path.to_owned(), "an object is expected");
            return None;
        };
        Some(Object { path: path.to_owned(), members, known: Vec::new(), fault })
    }

    /// Refuses what nobody asked for.
    fn close(mut self) {
        let known = std::mem::take(&mut self.known);
        for (index, (name, _)) in self.members.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                self.unknown(name, "field", name, &known);
            } else if self.members.iter().take(index).any(|(other, _)| other == name) {
                self.note(name, "it is there twice");
            }
        }
    }

    #[inline(never)]
    fn note(&mut self, name: &str, reason: &str) {
        note(self.fault, join(&self.path, name), reason);
    }

    /// A member, `null` among them.
    fn find(&mut self, name: &'static str) -> Option<&'j Json> {
        self.known.push(name);
        self.members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A member that may be `null`, which is as good as none.
    fn find_some(&mut self, name: &'static str) -> Option<&'j Json> {
        self.find(name).filter(|value| **value != Json::Null)
    }

    /// What has to be there.
    pub(crate) fn needed<T: Default>(&mut self, name: &'static str, value: Option<T>) -> T {
        value.unwrap_or_else(|| {
            self.miss(name);
            T::default()
        })
    }

    #[inline(never)]
    fn miss(&mut self, name: &str) {
        note(self.fault, self.path.clone(), &["missing field `", name, "`"].concat());
    }

    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        match self.find(name) {
            None => false,
            Some(Json::Bool(flag)) => *flag,
            Some(_) => {
                self.note(name, "true or false is expected");
                false
            }
        }
    }

    pub(crate) fn number(&mut self, name: &'static str) -> Option<u32> {
        let number = to_number(self.find_some(name)?);
        if number.is_none() {
            self.note(name, NUMBER);
        }
        number
    }

    pub(crate) fn numbers(&mut self, name: &'static str) -> Vec<u32> {
        let values = self.array(name);
        let numbers: Vec<_> = values.iter().filter_map(to_number).collect();
        if numbers.len() < values.len() {
            self.note(name, NUMBER);
        }
        numbers
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        let text = to_text(self.find_some(name)?);
        if text.is_none() {
            self.note(name, TEXT);
        }
        text
    }

    /// A text that is empty where it is left out.
    pub(crate) fn text_or_empty(&mut self, name: &'static str) -> String {
        match self.find(name).map(to_text) {
            None => String::new(),
            Some(text) => text.unwrap_or_else(|| {
                self.note(name, TEXT);
                String::new()
            }),
        }
    }

    pub(crate) fn texts(&mut self, name: &'static str) -> Vec<String> {
        let values = self.array(name);
        let texts: Vec<_> = values.iter().filter_map(to_text).collect();
        if texts.len() < values.len() {
            self.note(name, TEXT);
        }
        texts
    }

    pub(crate) fn character(&mut self, name: &'static str) -> Option<char> {
        let text = self.text(name)?;
        let mut characters = text.chars();
        let character = characters.next().filter(|_| characters.next().is_none());
        if character.is_none() {
            self.note(name, "one character is expected");
        }
        character
    }

    /// A text that stands for something.
    pub(crate) fn parsed<T: TryFrom<String, Error = String>>(
        &mut self,
        name: &'static str,
    ) -> Option<T> {
        match T::try_from(self.text(name)?) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.note(name, &reason);
                None
            }
        }
    }

    /// One of several words.
    pub(crate) fn choice<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let known = words.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.unknown(name, "variant", &text, &words);
        }
        known.map(|(_, value)| *value)
    }

    #[inline(never)]
    fn unknown(&mut self, name: &str, what: &str, text: &str, known: &[&str]) {
        let known = known.join("`, `");
        let reason = ["unknown ", what, " `", text, "`, expected one of `", &known, "`"].concat();
        self.note(name, &reason);
    }

    pub(crate) fn object<T>(&mut self, name: &'static str, read: Read<T>) -> Option<T> {
        let json = self.find_some(name)?;
        Object::read(&join(&self.path, name), json, self.fault, read)
    }

    pub(crate) fn objects<T>(&mut self, name: &'static str, read: Read<T>) -> Vec<T> {
        let path = join(&self.path, name);
        let mut objects = Vec::new();
        for (index, json) in self.array(name).iter().enumerate() {
            objects.extend(Object::read(&format!("{path}[{index}]"), json, self.fault, read));
        }
        objects
    }

    /// The members of an object whose names are anything, and whose values are
    /// texts that stand for something.
    pub(crate) fn all_parsed<T: TryFrom<String, Error = String>>(
        &mut self,
        name: &'static str,
    ) -> Vec<(String, T)> {
        let path = join(&self.path, name);
        let mut all = Vec::new();
        let Some(json) = self.find(name) else { return all };
        let Some(object) = Object::open(&path, json, self.fault) else { return all };
        for (name, value) in object.members {
            let value = to_text(value).ok_or_else(|| TEXT.to_owned()).and_then(T::try_from);
            match value {
                Ok(value) => all.push((name.clone(), value)),
                Err(reason) => note(object.fault, join(&path, name), &reason),
            }
        }
        all
    }

    fn array(&mut self, name: &'static str) -> &'j [Json] {
        match self.find(name) {
            None => &[],
            Some(Json::Array(values)) => values,
            Some(_) => {
                self.note(name, "an array is expected");
                &[]
            }
        }
    }
}

const TEXT: &str = "a string is expected";
const NUMBER: &str = "a whole number of 32 bits is expected";

fn to_text(json: &Json) -> Option<String> {
    match json {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn to_number(json: &Json) -> Option<u32> {
    match json {
        Json::Number(number) => u32::try_from(*number).ok(),
        _ => None,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { [path, ".", name].concat() }
}

/// Keeps the first fault.
fn note(fault: &mut Option<Fault>, path: String, reason: &str) {
    if fault.is_none() {
        *fault = Some(Fault { path, reason: reason.to_owned() });
    }
}
