//! Which grid a row belongs to: names as clerks write them against the area tree.

use crate::note::Code;
use crate::read::names::Names;
use crate::read::values::Problem;
use gridbook_domain::area::Level;
use gridbook_domain::id::{AreaId, FeedId};
use gridbook_domain::text::compact;
use gridbook_hub::AreaInfo;

/// A grid of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub community: AreaId,
    pub grid: AreaId,
    pub feed: FeedId,
}

/// The form in which names of areas are compared: 第三网格 is 3网格.
pub(crate) fn key(name: &str, level: &Level) -> String {
    let name = compact(name);
    let name = match level {
        Level::Grid => arabic(after_last(&name, &["社区", "村"])),
        _ => name,
    };
    let ends: &[&str] = match level {
        Level::Street => &["街道办事处", "街道", "镇", "乡"],
        Level::Community => &["社区居委会", "村委会", "居委会", "社区", "村"],
        _ => &["单元网格", "号网格", "网格", "号"],
    };
    let name = name.trim_start_matches('第');
    let short = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let short = if short.is_empty() { name } else { short };
    let digits = short.chars().all(|c| c.is_ascii_digit());
    let short = if digits { short.trim_start_matches('0') } else { short };
    short.to_uppercase()
}

fn after_last<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    let rest = marks.iter().find_map(|mark| text.rsplit_once(mark).map(|(_, rest)| rest));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Writes Chinese numerals below a hundred as digits, anywhere in a text.
pub(crate) fn arabic(text: &str) -> String {
    let mut out = String::new();
    let mut run = Vec::new();
    for c in text.chars().chain(['\0']) {
        match "零一二三四五六七八九十".chars().position(|numeral| numeral == c) {
            Some(value) => run.push(value),
            None => {
                push_number(&mut out, &run);
                run.clear();
                out.extend((c != '\0').then_some(c));
            }
        }
    }
    out
}

fn push_number(out: &mut String, run: &[usize]) {
    let number = match run {
        [] => return,
        [10] => 10,
        [10, unit] => 10 + unit,
        [tens, 10] => tens * 10,
        [tens, 10, unit] => tens * 10 + unit,
        digits => digits.iter().fold(0, |sum, digit| sum * 10 + digit),
    };
    out.push_str(&number.to_string());
}

/// The area tree, as the hub has it.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub areas: Vec<AreaInfo>,
    /// The community to take for rows that name none.
    pub community: Option<String>,
}

impl Tree {
    /// The grid of these names.
    ///
    /// # Errors
    /// A [`Problem`] when no grid or more than one fits.
    pub(crate) fn locate(&self, names: &Names) -> Result<Spot, Problem> {
        let grids = self.grids(names);
        match grids.as_slice() {
            [grid] => spot(grid).ok_or_else(|| unknown_grid(names)),
            [] => Err(self.why_nowhere(names)),
            _ if names.grid.is_none() => {
                Err(Problem::new(Code::NoGrid, "没有写网格，无法确定属于哪个网格，请补填网格"))
            }
            _ => Err(Problem::new(Code::NoCommunity, "几个社区都有这个网格，请补填社区")),
        }
    }

    fn grids(&self, names: &Names) -> Vec<&AreaInfo> {
        let communities = self.communities(names);
        let inside = |grid: &&AreaInfo| {
            communities.iter().any(|community| grid.parent == Some(community.area))
        };
        let mut grids: Vec<&AreaInfo> = self.level(&Level::Grid).filter(inside).collect();
        if let Some(name) = &names.grid {
            let wanted = key(name, &Level::Grid);
            grids.retain(|grid| self.grid_is(grid, &wanted));
        }
        grids
    }

    /// Whether a grid has this name, which may begin with its community's.
    fn grid_is(&self, grid: &AreaInfo, wanted: &str) -> bool {
        let own = key(&grid.name, &Level::Grid);
        if own == wanted {
            return true;
        }
        let community = self.areas.iter().find(|area| Some(area.area) == grid.parent);
        let prefix = community.map(|community| key(&community.name, &Level::Community));
        let rest = prefix.as_deref().and_then(|prefix| wanted.strip_prefix(prefix));
        rest.is_some_and(|rest| key(rest, &Level::Grid) == own)
    }

    fn communities(&self, names: &Names) -> Vec<&AreaInfo> {
        let mut found: Vec<&AreaInfo> = self.level(&Level::Community).collect();
        if let Some(name) = names.community.as_ref().or(self.community.as_ref()) {
            let wanted = key(name, &Level::Community);
            found.retain(|area| key(&area.name, &Level::Community) == wanted);
        }
        if let Some(name) = &names.street {
            let wanted = key(name, &Level::Street);
            let streets: Vec<AreaId> = self
                .level(&Level::Street)
                .filter(|street| key(&street.name, &Level::Street) == wanted)
                .map(|street| street.area)
                .collect();
            found.retain(|area| area.parent.is_some_and(|parent| streets.contains(&parent)));
        }
        found
    }

    fn level<'a>(&'a self, level: &'a Level) -> impl Iterator<Item = &'a AreaInfo> {
        self.areas.iter().filter(move |area| area.level == *level)
    }

    fn why_nowhere(&self, names: &Names) -> Problem {
        if self.communities(names).is_empty() {
            let named = names.community.as_ref().or(names.street.as_ref());
            let named = named.or(self.community.as_ref());
            return match named {
                Some(name) => Problem::new(
                    Code::UnknownCommunity,
                    format!("平台上没有“{}”，请核对社区、街道名称，或先在平台上建立", shown(name)),
                ),
                None => Problem::new(Code::NoCommunity, "没有写社区，平台上也还没有社区"),
            };
        }
        unknown_grid(names)
    }
}

fn unknown_grid(names: &Names) -> Problem {
    match &names.grid {
        Some(name) => Problem::new(
            Code::UnknownGrid,
            format!("平台上没有“{}”这个网格，请核对网格名称，或先在平台上建立", shown(name)),
        ),
        None => Problem::new(Code::NoGrid, "没有写网格，请补填网格"),
    }
}

fn shown(name: &str) -> String {
    name.chars().take(20).collect()
}

fn spot(grid: &AreaInfo) -> Option<Spot> {
    Some(Spot { community: grid.parent?, grid: grid.area, feed: grid.feed? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(street: &str, community: &str, grid: &str) -> Names {
        let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Names { street: name(street), community: name(community), grid: name(grid) }
    }

    fn tree() -> Tree {
        let area = |id, parent: Option<u8>, level: Level, name: &str| AreaInfo {
            area: AreaId::from_bytes([id; 16]),
            parent: parent.map(|id| AreaId::from_bytes([id; 16])),
            feed: (level == Level::Grid).then(|| FeedId::from_bytes([id; 16])),
            level,
            name: name.to_owned(),
            community: None,
        };
        let areas = vec![
            area(1, None, Level::Street, "清河街道"),
            area(2, Some(1), Level::Community, "幸福社区"),
            area(3, Some(1), Level::Community, "和平社区"),
            area(4, Some(2), Level::Grid, "第一网格"),
            area(5, Some(2), Level::Grid, "第十二网格"),
            area(6, Some(3), Level::Grid, "第一网格"),
        ];
        Tree { areas, community: None }
    }

    fn located(names: &Names) -> Result<u8, Code> {
        let found = tree().locate(names);
        found.map(|spot| spot.grid.as_bytes()[0]).map_err(|problem| problem.code)
    }

    #[test]
    fn a_grid_is_found_under_each_of_its_spellings() {
        for spelling in [
            "第一网格",
            "1网格",
            "第1网格",
            "一网格",
            "01",
            "１号网格",
            "幸福社区第一网格",
            "幸福第一网格",
        ] {
            assert_eq!(located(&names("", "幸福", spelling)), Ok(4), "{spelling}");
        }
        assert_eq!(located(&names("清河", "幸福社区居委会", "12")), Ok(5));
        assert_eq!(
            located(&names("", "", "第十二网格")),
            Ok(5),
            "only one community has a twelfth"
        );
    }

    #[test]
    fn what_is_not_in_the_tree_or_could_be_two_is_not_guessed() {
        assert_eq!(located(&names("", "", "第一网格")), Err(Code::NoCommunity));
        assert_eq!(located(&names("", "幸福", "第九网格")), Err(Code::UnknownGrid));
        assert_eq!(located(&names("", "光明", "第一网格")), Err(Code::UnknownCommunity));
        assert_eq!(located(&names("", "幸福", "")), Err(Code::NoGrid));
        assert_eq!(located(&names("", "和平", "")), Ok(6), "it has only one");
    }

    #[test]
    fn numerals_become_digits() {
        let found = ["第三", "十", "十二", "二十", "二十一", "一〇八"].map(arabic);
        assert_eq!(found, ["第3", "10", "12", "20", "21", "1〇8"]);
    }
}
