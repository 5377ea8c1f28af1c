//! Reads which names a file's modules declare, pass on and use.

use std::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Attribute, File, ImplItem, Item, ItemMod, ItemUse, Macro, UseTree,
    visit::{self, Visit},
};

use super::names::{Module, Path};

/// The module that a file is, and those within it, each with the names of its
/// modules that have files of their own.
pub fn modules(root: Module, file: &File) -> Vec<(Module, Vec<String>)> {
    let mut reader = Reader { module: root, outside: Vec::new(), done: Vec::new() };
    reader.visit_file(file);
    reader.done.push((reader.module, reader.outside));
    reader.done
}

struct Reader {
    module: Module,
    outside: Vec<String>,
    done: Vec<(Module, Vec<String>)>,
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if attributes(item).iter().any(for_tests) {
            return;
        }
        self.module.items.extend(declared(item));
        visit::visit_item(self, item);
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !matches!(item, ImplItem::Fn(method) if method.attrs.iter().any(for_tests)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let name = item.ident.to_string();
        let Some((_, items)) = &item.content else {
            self.outside.push(name);
            return;
        };
        let inner = Module::new(self.module.child(&name), &self.module.file);
        let module = mem::replace(&mut self.module, inner);
        let outside = mem::take(&mut self.outside);
        items.iter().for_each(|item| self.visit_item(item));
        let inner = mem::replace(&mut self.module, module);
        self.done.push((inner, mem::replace(&mut self.outside, outside)));
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.imports(&item.tree, Path::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let Some(first) = path.segments.first() else { return };
        let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.uses(names, first.ident.span());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.visit_path(&mac.path);
        self.tokens(mac.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        self.visit_path(attribute.path());
        if let Ok(list) = attribute.meta.require_list() {
            self.tokens(list.tokens.clone());
        }
    }
}

impl Reader {
    fn uses(&mut self, path: Path, span: Span) {
        self.module.uses.push((path, span.start().line));
    }

    fn imports(&mut self, tree: &UseTree, mut path: Path) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.imports(&step.tree, path);
            }
            UseTree::Name(leaf) => {
                let name = leaf.ident.to_string();
                if name != "self" {
                    path.push(name);
                }
                self.import(path.last().cloned(), path, leaf.ident.span());
            }
            UseTree::Rename(leaf) => {
                let name = leaf.ident.to_string();
                if name != "self" {
                    path.push(name);
                }
                self.import(Some(leaf.rename.to_string()), path, leaf.ident.span());
            }
            UseTree::Glob(_) => self.module.globs.push(path),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.imports(tree, path.clone()));
            }
        }
    }

    fn import(&mut self, name: Option<String>, path: Path, span: Span) {
        self.uses(path.clone(), span);
        self.module.aliases.extend(name.map(|name| (name, path)));
    }

    /// What is handed to a macro is not parsed, as only the macro knows how. A name,
    /// and all that follows it after `::`, is taken for a path.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Path::new();
        let mut start = Span::call_site();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.uses(mem::take(&mut path), start);
                        start = name.span();
                    }
                    path.push(name.to_string());
                }
                TokenTree::Group(group) => {
                    self.uses(mem::take(&mut path), start);
                    self.tokens(group.stream());
                }
                TokenTree::Literal(literal) => {
                    self.uses(mem::take(&mut path), start);
                    self.quoted(&literal.to_string(), literal.span());
                }
                TokenTree::Punct(_) => self.uses(mem::take(&mut path), start),
            }
            colons = 0;
        }
        self.uses(path, start);
    }

    /// A path within a text, as in `#[serde(with = "crate::time")]`.
    fn quoted(&mut self, literal: &str, span: Span) {
        let text = literal.trim_matches('"');
        if text.starts_with("crate::") || text.starts_with("super::") {
            self.uses(text.split("::").map(str::to_owned).collect(), span);
        }
    }
}

/// Whether it takes what it stands before out of all builds but those of tests.
fn for_tests(attribute: &Attribute) -> bool {
    let list = attribute.path().is_ident("cfg").then(|| attribute.meta.require_list());
    let condition = list.and_then(Result::ok).map(|list| list.tokens.to_string());
    condition.is_some_and(|text| text == "test" || text.starts_with("all (test"))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name that an item declares.
fn declared(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
