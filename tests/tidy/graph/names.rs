//! Which file defines a name.

use super::{Crate, join, parent};

/// How many re-exports are followed; a name that leads further leads in a circle.
const FURTHEST: usize = 16;

impl Crate {
    /// The module that defines what a path written in `module` means, and the name there; none for
    /// other crates and for modules themselves.
    pub(super) fn definition(
        &self,
        module: &str,
        path: &[String],
        depth: usize,
    ) -> Option<(String, String)> {
        let (first, rest) = path.split_first()?;
        if depth > FURTHEST {
            return None;
        }
        match first.as_str() {
            "crate" => self.walk("", rest, depth),
            "self" => self.walk(module, rest, depth),
            "super" => {
                let (mut above, mut rest) = (parent(module), rest);
                while let Some(("super", further)) =
                    rest.split_first().map(|(word, further)| (word.as_str(), further))
                {
                    (above, rest) = (parent(above), further);
                }
                self.walk(above, rest, depth)
            }
            _ if self.is_module(module, first) => self.walk(&join(module, first), rest, depth),
            _ => self.imported(module, path, depth),
        }
    }

    fn is_module(&self, module: &str, name: &str) -> bool {
        self.files.contains_key(&join(module, name))
    }

    /// Follows the path down from a module of this crate.
    fn walk(&self, module: &str, rest: &[String], depth: usize) -> Option<(String, String)> {
        let (first, further) = rest.split_first()?;
        if self.is_module(module, first) {
            return self.walk(&join(module, first), further, depth);
        }
        if first == "*" || self.files.get(module)?.defined.contains(first) {
            return Some((module.to_owned(), first.clone()));
        }
        let there = self.imported(module, rest, depth);
        there.or_else(|| Some((module.to_owned(), first.clone())))
    }

    /// Follows a name that the module has by a `use`.
    fn imported(&self, module: &str, path: &[String], depth: usize) -> Option<(String, String)> {
        let (first, rest) = path.split_first()?;
        let imports = &self.files.get(module)?.imports;
        if let Some(import) = imports.iter().find(|import| import.name == *first) {
            if import.path.segments.first() == Some(first) && import.path.segments.len() == 1 {
                return None;
            }
            let whole = [&import.path.segments[..], rest].concat();
            return self.definition(module, &whole, depth + 1);
        }
        imports.iter().filter(|import| import.name == "*").find_map(|glob| {
            let segments = &glob.path.segments;
            let inner = [&segments[..segments.len() - 1], path].concat();
            let (to, item) = self.definition(module, &inner, depth + 1)?;
            self.files.get(&to)?.defined.contains(&item).then_some((to, item))
        })
    }
}
