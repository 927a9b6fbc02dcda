//! Which file uses which: paths in the sources, followed to where they end.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, File, Item, Macro, UseTree, Visibility};

/// The files that each file uses, both as the names of their modules.
pub(super) type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The parts of a module's path below the crate: `check::judge` is two.
type Name = Vec<String>;

/// A module, which is a file.
#[derive(Default)]
struct Module {
    /// Names that are defined here.
    items: BTreeSet<String>,
    /// Other names that can be said here, and what they stand for.
    aliases: BTreeMap<String, Path>,
    /// Modules of which every name can be said here.
    globs: Vec<Path>,
    /// Everything that is named in it.
    paths: BTreeSet<Path>,
}

/// A path as it is written, `use` and its braces taken apart.
type Path = Vec<String>;

/// The modules of the crate, by their names.
pub(super) struct Imports(BTreeMap<Name, Module>);

impl Imports {
    /// Of parsed files, each with the name of its module.
    pub(super) fn of(files: impl IntoIterator<Item = (Name, File)>) -> Self {
        let modules = files.into_iter().map(|(name, file)| {
            let mut module = Module::default();
            module.visit_file(&file);
            (name, module)
        });
        let mut modules: BTreeMap<Name, Module> = modules.collect();
        modules.entry(Name::new()).or_default();
        Self(modules)
    }

    /// Which file uses which.
    pub(super) fn arrows(&self) -> Arrows {
        let arrows = self.0.iter().map(|(name, module)| {
            let used = module
                .paths
                .iter()
                // A single name was imported, which is seen where it was.
                .filter(|path| path.len() > 1)
                .filter_map(|path| self.followed(path, name, 0))
                .filter(|other| other != name)
                .map(|other| other.join("::"))
                .collect();
            (name.join("::"), used)
        });
        arrows.collect()
    }

    /// The module in which a path ends that is written in another one.
    fn followed(&self, path: &[String], from: &Name, depth: usize) -> Option<Name> {
        // Names that lead nowhere but to each other are no names of ours.
        if depth > 8 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.found(rest, &Vec::new(), depth),
            "self" => self.found(rest, from, depth),
            "super" => self.found(rest, &from[..from.len().checked_sub(1)?].to_vec(), depth),
            _ => self.found(path, from, depth),
        }
    }

    /// The same, of what is left of a path once a module is reached.
    fn found(&self, path: &[String], at: &Name, depth: usize) -> Option<Name> {
        let module = self.0.get(at)?;
        let Some((first, rest)) = path.split_first() else {
            return Some(at.clone());
        };
        if first == "super" {
            return self.found(rest, &at[..at.len().checked_sub(1)?].to_vec(), depth);
        }
        let below: Name = at.iter().chain([first]).cloned().collect();
        if self.0.contains_key(&below) {
            return self.found(rest, &below, depth);
        }
        if module.items.contains(first) {
            return Some(at.clone());
        }
        if let Some(alias) = module.aliases.get(first) {
            let whole: Path = alias.iter().chain(rest).cloned().collect();
            return self.followed(&whole, at, depth + 1);
        }
        let is_module = |glob: &&Path| {
            let last = glob.last().and_then(|last| last.chars().next());
            last.is_some_and(char::is_lowercase)
        };
        module.globs.iter().filter(is_module).find_map(|glob| {
            let whole: Path = glob.iter().chain(path).cloned().collect();
            self.followed(&whole, at, depth + 1)
        })
    }
}

impl Module {
    fn take(&mut self, tree: &UseTree, before: &Path, is_public: bool) {
        let with = |name: &dyn ToString| -> Path {
            before.iter().cloned().chain([name.to_string()]).collect()
        };
        match tree {
            UseTree::Path(path) => self.take(&path.tree, &with(&path.ident), is_public),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take(tree, before, is_public);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                self.name(last, before.clone(), is_public);
            }
            UseTree::Name(name) => self.name(name.ident.to_string(), with(&name.ident), is_public),
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" {
                    before.clone()
                } else {
                    with(&rename.ident)
                };
                self.name(rename.rename.to_string(), path, is_public);
            }
            UseTree::Glob(_) => {
                if !is_public {
                    self.paths.insert(before.clone());
                }
                self.globs.push(before.clone());
            }
        }
    }

    /// What is only said again for others is not used here.
    fn name(&mut self, name: String, path: Path, is_public: bool) {
        if !is_public {
            self.paths.insert(path.clone());
        }
        self.aliases.insert(name, path);
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.paths.insert(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.paths.insert(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.paths.insert(path);
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        if attributes(item).iter().any(is_for_tests) {
            return;
        }
        match item {
            Item::Use(import) => {
                let is_public = !matches!(import.vis, Visibility::Inherited);
                self.take(&import.tree, &Vec::new(), is_public);
                return;
            }
            Item::Const(item) => self.define(&item.ident),
            Item::Enum(item) => self.define(&item.ident),
            Item::Fn(item) => self.define(&item.sig.ident),
            Item::Static(item) => self.define(&item.ident),
            Item::Struct(item) => self.define(&item.ident),
            Item::Trait(item) => self.define(&item.ident),
            Item::Type(item) => self.define(&item.ident),
            Item::Union(item) => self.define(&item.ident),
            Item::Macro(item) => {
                if let Some(name) = &item.ident {
                    self.define(name);
                }
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    /// Who may see something is not what it uses.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        self.paths
            .insert(segments.map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}

impl Module {
    fn define(&mut self, name: &syn::Ident) {
        self.items.insert(name.to_string());
    }
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

/// `#[cfg(test)]`, and everything that holds for tests among others.
pub(super) fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute
            .meta
            .require_list()
            .is_ok_and(|list| list.tokens.to_string() == "test")
}
