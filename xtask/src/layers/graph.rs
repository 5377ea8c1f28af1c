//! Files, and which of them use which.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Files, and an arrow from each to every file that it uses.
#[derive(Default)]
pub struct Graph {
    /// By user and used; the value is the first line that says so.
    arrows: BTreeMap<(String, String), usize>,
    files: BTreeSet<String>,
}

/// One file uses another.
pub struct Arrow<'a> {
    /// The user.
    pub from: &'a str,
    /// The used.
    pub to: &'a str,
    /// The first line of the user that says so.
    pub line: usize,
}

impl Graph {
    /// Adds a file.
    pub fn file(&mut self, path: &str) {
        self.files.insert(path.to_owned());
    }

    /// Adds an arrow, except from a file to itself.
    pub fn arrow(&mut self, from: &str, to: &str, line: usize) {
        if from != to {
            let first = self.arrows.entry((from.to_owned(), to.to_owned())).or_insert(line);
            *first = line.min(*first);
        }
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether it has a file.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Every arrow.
    pub fn arrows(&self) -> impl Iterator<Item = Arrow<'_>> {
        self.arrows.iter().map(|((from, to), line)| Arrow { from, to, line: *line })
    }

    /// The shortest circle through each file that is in one, but no file twice.
    pub fn circles(&self) -> Vec<String> {
        let mut shown = BTreeSet::new();
        let mut circles = Vec::new();
        for file in self.files() {
            if shown.contains(file) {
                continue;
            }
            if let Some(circle) = self.circle(file) {
                circles.push(self.text(&circle));
                shown.extend(circle);
            }
        }
        circles
    }

    /// The shortest way from a file back to it.
    fn circle<'a>(&'a self, start: &'a str) -> Option<Vec<&'a str>> {
        let mut ways = VecDeque::from([vec![start]]);
        let mut reached = BTreeSet::new();
        while let Some(way) = ways.pop_front() {
            for used in self.used_by(way.last()?) {
                if used == start {
                    return Some(way);
                }
                if reached.insert(used) {
                    ways.push_back([&way[..], &[used]].concat());
                }
            }
        }
        None
    }

    fn used_by(&self, file: &str) -> impl Iterator<Item = &str> {
        let first = (file.to_owned(), String::new());
        self.arrows
            .range(first..)
            .take_while(move |(arrow, _)| arrow.0 == file)
            .map(|(arrow, _)| arrow.1.as_str())
    }

    fn text(&self, circle: &[&str]) -> String {
        let next = circle.iter().cycle().skip(1);
        let arrows = circle.iter().zip(next).map(|(from, to)| {
            let line = self.arrows.get(&((*from).to_owned(), (*to).to_owned())).unwrap_or(&0);
            format!("{from}:{line} → ")
        });
        format!("circle: {}{}", arrows.collect::<String>(), circle.first().unwrap_or(&""))
    }
}
