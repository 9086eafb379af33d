//! The names of areas that a row, a title or a sheet's name gives, as written.

use gridbook_domain::text::compact;

/// The areas a row, a title or a sheet's name speaks of, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Names {
    pub street: Option<String>,
    pub community: Option<String>,
    pub grid: Option<String>,
}

impl Names {
    /// These names, with what they leave open taken from `other`.
    pub(crate) fn or(&self, other: &Self) -> Self {
        let either = |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone());
        Self {
            street: either(&self.street, &other.street),
            community: either(&self.community, &other.community),
            grid: either(&self.grid, &other.grid),
        }
    }

    /// The areas a title speaks of: 清河街道幸福社区第三网格人口台账.
    pub(crate) fn in_title(title: &str) -> Self {
        let title = compact(title);
        let (street, rest) = split_after(without_year(&title), &["街道", "镇", "乡"]);
        let (community, rest) = split_after(rest, &["社区", "村委会", "居委会", "村"]);
        let (grid, _) = split_after(rest, &["网格"]);
        let grid = grid.filter(|grid| grid != "全部网格");
        Self { street, community, grid }
    }
}

/// Splits a text after the first of `marks`. A mark at the very beginning, as in 社区:幸福社区, names
/// nothing.
fn split_after<'a>(text: &'a str, marks: &[&str]) -> (Option<String>, &'a str) {
    for mark in marks {
        let mut from = text;
        while let Some((head, rest)) = from.split_once(mark) {
            // What stands before a colon is the title's own word for it.
            let head = head.rsplit(':').next().unwrap_or(head);
            let head = head.trim_start_matches(|c: char| !c.is_alphanumeric());
            if !names_nothing(head) && head.chars().count() <= 12 {
                return (Some(format!("{head}{mark}")), rest);
            }
            from = rest;
        }
    }
    (None, text)
}

/// Returns whether the text before a mark is not a name: 城镇, 农村, 所属社区.
fn names_nothing(head: &str) -> bool {
    let words =
        ["", "城", "乡", "农", "新农", "全", "本", "各", "所属", "所在", "属", "街道", "单元"];
    words.contains(&head)
}

fn without_year(title: &str) -> &str {
    let begins = title.starts_with(|c: char| c.is_ascii_digit());
    match title.split_once(['年', '度']) {
        Some((year, rest)) if begins && year.chars().all(|c| c.is_ascii_digit()) => {
            rest.trim_start_matches('度')
        }
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(street: &str, community: &str, grid: &str) -> Names {
        let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Names { street: name(street), community: name(community), grid: name(grid) }
    }

    #[test]
    fn a_title_tells_street_community_and_grid() {
        assert_eq!(
            Names::in_title("清河街道幸福社区第三网格人口台账"),
            names("清河街道", "幸福社区", "第三网格")
        );
        assert_eq!(Names::in_title("2026年度幸福社区居民台账"), names("", "幸福社区", ""));
        assert_eq!(Names::in_title("社区:幸福社区"), names("", "幸福社区", ""));
        for nothing in ["居民信息登记表", "填表单位:居委会", "城镇居民台账", "所属社区"]
        {
            assert_eq!(Names::in_title(nothing), Names::default(), "{nothing}");
        }
        assert_eq!(Names::in_title("Sheet1"), Names::default());
    }
}
